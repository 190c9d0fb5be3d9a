package dev.descent.lab.engine;

import dev.descent.io.Json;
import dev.descent.lab.state.ExperimentState;
import dev.descent.lab.state.Fields;
import dev.descent.lab.state.Limits;
import dev.descent.lab.state.StateException;
import dev.descent.lab.state.TrainingState;
import dev.descent.optim.Rules;
import dev.descent.optim.UpdateRule;
import dev.descent.train.DivergedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Networks that differ in learning rate, batch size and optimizer, and train together, epoch by
/// epoch.
final class SweepRun {
  private static final int MAP = 40;
  private static final int MOST_VALUES = 6;

  private final List<Cell> cells = new ArrayList<>();

  private static final class Cell {
    final Experiment experiment;
    final Maps maps = new Maps();
    boolean diverged;
    @Nullable Measurement measured;
    byte[] map = new byte[0];

    Cell(Experiment experiment) {
      this.experiment = experiment;
    }

    void epoch() {
      if (diverged) {
        return;
      }
      try {
        for (int i = experiment.session().stepsPerEpoch(); i > 0; i--) {
          experiment.session().step();
        }
      } catch (DivergedException e) {
        diverged = true;
      }
    }

    Measurement look(boolean plane) {
      Measurement latest = measured;
      if (latest == null || latest.step() != experiment.step()) {
        latest = Measurement.of(experiment);
        measured = latest;
        map = plane ? maps.decision(experiment, MAP) : map;
      }
      return latest;
    }
  }

  /// The cells of a command.
  ///
  /// **Throws** [StateException] if there are too many, or one makes no sense
  SweepRun(Fields fields, ExperimentState base, Problem problem) {
    TrainingState training = base.training();
    List<Double> rates = fields.numbers("learningRate", 1, MOST_VALUES, 0, 1000);
    List<Double> batches = fields.numbers("batchSize", 1, MOST_VALUES, 1, 4096);
    List<String> names = fields.texts("optimizer", 1, MOST_VALUES);
    fields.finish();
    rates = rates == null ? List.of(training.rule().learningRate()) : rates;
    batches = batches == null ? List.of((double) training.batchSize()) : batches;
    names = names == null ? List.of(Rules.name(training.rule())) : names;
    if (rates.size() * batches.size() * names.size() > Limits.CELLS) {
      throw new StateException(
          null, "a sweep has at most " + Limits.CELLS + " cells; leave out some values");
    }
    for (String name : names) {
      for (double batch : batches) {
        for (double rate : rates) {
          TrainingState changed =
              training.rule(rule(fields, training.rule(), name, rate)).batchSize((int) batch);
          cells.add(new Cell(Experiment.begin(base.training(changed), problem, _ -> {})));
        }
      }
    }
  }

  private static UpdateRule rule(Fields fields, UpdateRule own, String name, double rate) {
    try {
      UpdateRule rule = name.equals(Rules.name(own)) ? own : Rules.named(name);
      return Rules.with(rule, "learningRate", rate);
    } catch (IllegalArgumentException e) {
      throw fields.error("optimizer", String.valueOf(e.getMessage()));
    }
  }

  /// Trains each network for an epoch.
  void epoch() {
    cells.forEach(Cell::epoch);
  }

  List<Map<String, @Nullable Object>> describe() {
    return cells.stream()
        .map(cell -> {
          TrainingState training = cell.experiment.state().training();
          return Json.object(
              "learningRate", training.rule().learningRate(),
              "batchSize", training.batchSize(),
              "optimizer", Rules.name(training.rule()),
              "state", cell.experiment.state().toMap());
        })
        .toList();
  }

  /// Writes what is seen of each.
  void write(Bytes out) {
    boolean plane = !cells.getFirst().experiment.problem().isPictures();
    int side = plane ? MAP : 0;
    out.u32(cells.size()).u16(side).u16(side);
    for (Cell cell : cells) {
      Measurement seen = cell.look(plane);
      out.step(seen.step())
          .f64(cell.experiment.session().epochs())
          .f64(seen.trainLoss())
          .f64(seen.validationLoss())
          .f64(seen.validationAccuracy())
          .f64(cell.diverged ? 1 : 0);
    }
    for (Cell cell : cells) {
      byte[] map = Objects.requireNonNull(cell.map);
      out.bytes(map.length == side * side ? map : java.util.Arrays.copyOf(map, side * side));
    }
  }
}
