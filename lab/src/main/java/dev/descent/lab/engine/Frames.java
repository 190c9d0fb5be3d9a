package dev.descent.lab.engine;

import dev.descent.nn.Parameter;
import dev.descent.train.Mistakes;
import dev.descent.train.StepStatistics;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes what a page wants to see, as it is between two steps.
final class Frames {
  private static final int PROTOCOL = 1;
  private static final int FRAME = 1;
  private static final int POINTS = 2;

  /// While pictures are trained on, measuring takes at most a share of the time, and is not done
  /// more often than a person can read.
  private static final long PICTURES_EVERY = 250_000_000L;

  private static final int PICTURES_SHARE = 5;

  private final Maps maps = new Maps();
  private @Nullable Measurement measured;
  private @Nullable Experiment measuredOf;
  private @Nullable List<Mistakes.Mistake> mistakes;
  private long measuredAt;
  private long measuredIn;
  private long measuredEpoch;
  private boolean moving;

  /// What a frame says besides the experiment.
  ///
  /// @param latestLoss of the latest batch
  /// @param stepsPerSecond at present
  /// @param flags see PROTOCOL.md
  /// @param moving whether more steps are about to come
  /// @param health of the latest step that was looked at closely
  record Surroundings(
      double latestLoss,
      double stepsPerSecond,
      int flags,
      boolean moving,
      @Nullable StepStatistics health,
      Pictures.@Nullable Drawing drawing,
      @Nullable SweepRun sweep) {}

  ByteBuffer write(FrameRequest request, Player player, Surroundings around) {
    moving = around.moving;
    Bytes out = new Bytes();
    out.u8(FRAME).u8(PROTOCOL).u16(0).u32(request.id()).step(player.step());
    out.u32(player.line().id()).u32(player.dataVersion());
    for (Section section : request.want()) {
      if (isThere(section, player, around)) {
        out.begin(section);
        write(section, out, request, player, around);
        out.end();
      }
    }
    out.sectionsAt(2);
    return out.done();
  }

  private static boolean isThere(Section section, Player player, Surroundings around) {
    Experiment now = player.now();
    boolean pictures = now.problem().isPictures();
    return switch (section) {
      case STATUS, CURVE -> true;
      case MAP, UNITS -> !pictures;
      case WEIGHTS ->
          Network.parameters(now.model()) <= dev.descent.lab.state.Limits.SENT_PARAMETERS;
      case HEALTH -> around.health != null && fits(around.health, now);
      case CONFUSION -> now.problem().classes() > 0;
      case MISTAKES, HIDDEN -> pictures;
      case DRAWN -> pictures && around.drawing != null;
      case SWEEP -> around.sweep != null;
    };
  }

  /// Whether statistics are of this network, not of one before it.
  private static boolean fits(StepStatistics health, Experiment now) {
    return health.parameters().stream()
        .map(StepStatistics.ParameterStatistics::name)
        .toList()
        .equals(List.copyOf(now.model().parameters().keySet()));
  }

  private void write(
      Section section, Bytes out, FrameRequest request, Player player, Surroundings around) {
    Experiment now = player.now();
    switch (section) {
      case STATUS -> status(out, player, around);
      case CURVE -> curve(out, request, player);
      case MAP -> map(out, now, request.size());
      case UNITS -> maps.units(now, request.unitSize(), out);
      case WEIGHTS -> {
        for (Parameter parameter : now.model().parameters().values()) {
          out.f32s(parameter.value().toFloatArray());
        }
      }
      case HEALTH -> {
        if (around.health != null) {
          health(out, around.health);
        }
      }
      case CONFUSION -> {
        Measurement seen = measure(player);
        if (seen.confusion() != null) {
          Pictures.confusion(seen.confusion(), out);
        }
      }
      case MISTAKES -> Pictures.mistakes(now, mistakes(player), out);
      case HIDDEN -> Pictures.hidden(now, out);
      case DRAWN -> {
        if (around.drawing != null) {
          Pictures.drawn(now, around.drawing, out);
        }
      }
      case SWEEP -> {
        if (around.sweep != null) {
          around.sweep.write(out);
        }
      }
    }
  }

  private void status(Bytes out, Player player, Surroundings around) {
    Experiment now = player.now();
    Measurement seen = measure(player);
    out.step(player.step())
        .f64(now.session().epochs())
        .f64(around.latestLoss)
        .f64(seen.trainLoss())
        .f64(seen.validationLoss())
        .f64(seen.trainAccuracy())
        .f64(seen.validationAccuracy())
        .f64(now.session().nextLearningRate())
        .f64(around.stepsPerSecond)
        .f64(around.flags);
  }

  /// Forgets what was measured: the weights have changed without a step.
  void changed() {
    measured = null;
    mistakes = null;
  }

  /// The measurement of this step; for pictures, which take longer, one of a little earlier while
  /// more steps are to come.
  Measurement measure(Player player) {
    Experiment now = player.now();
    Measurement latest = measured;
    if (latest != null && measuredOf == now) {
      if (latest.step() == now.step()) {
        return latest;
      }
      if (now.problem().isPictures() && moving && isRecent(latest, now)) {
        return latest;
      }
    }
    long start = System.nanoTime();
    Measurement fresh = Measurement.of(now);
    measured = fresh;
    measuredOf = now;
    mistakes = null;
    measuredAt = System.nanoTime();
    measuredIn = measuredAt - start;
    measuredEpoch = (long) now.session().epochs();
    player.line().curve().add(fresh.point(now.session().nextLearningRate()));
    return fresh;
  }

  private boolean isRecent(Measurement latest, Experiment now) {
    long age = System.nanoTime() - measuredAt;
    return now.step() > latest.step()
        && (long) now.session().epochs() == measuredEpoch
        && age < Math.max(PICTURES_EVERY, PICTURES_SHARE * measuredIn);
  }

  private List<Mistakes.Mistake> mistakes(Player player) {
    measure(player);
    List<Mistakes.Mistake> found = mistakes;
    if (found == null) {
      found = Pictures.mistakes(player.now());
      mistakes = found;
    }
    return found;
  }

  private void curve(Bytes out, FrameRequest request, Player player) {
    measure(player);
    Curve curve = player.line().curve();
    List<Curve.Point> points = curve.points();
    boolean known = request.curveVersion() == curve.version() && request.curve() <= points.size();
    int first = known ? request.curve() : 0;
    out.u32(curve.version()).u32(first).u32(points.size()).u32(points.size() - first);
    for (Curve.Point point : points.subList(first, points.size())) {
      out.step(point.step())
          .f64(point.trainLoss())
          .f64(point.validationLoss())
          .f64(point.trainAccuracy())
          .f64(point.validationAccuracy())
          .f64(point.learningRate());
    }
  }

  private void map(Bytes out, Experiment now, int size) {
    int classes = now.problem().classes();
    out.u16(size).u16(size).u16(classes).u16(classes > 2 ? 2 : 1);
    out.f32(-Maps.REACH).f32(Maps.REACH).f32(-Maps.REACH).f32(Maps.REACH);
    out.bytes(maps.decision(now, size));
  }

  private static void health(Bytes out, StepStatistics health) {
    out.step(health.step()).f64(health.gradientNorm());
    out.u32(health.parameters().size()).u32(health.activations().size());
    for (StepStatistics.ParameterStatistics each : health.parameters()) {
      out.f32(each.weightNorm()).f32(each.gradientNorm()).f32(each.updateRatio());
    }
    for (StepStatistics.ActivationStatistics each : health.activations()) {
      out.f32((double) each.dead() / Math.max(1, each.units())).f32(each.saturated());
    }
  }

  /// The points of the data.
  static ByteBuffer points(long id, Problem problem, long version) {
    Bytes out = new Bytes();
    out.u8(POINTS).u8(PROTOCOL).u16(0).u32(id);
    out.u32(problem.trainPoints().size()).u32(problem.validationPoints().size());
    out.u32(version).u32(0);
    for (Problem.Points points : List.of(problem.trainPoints(), problem.validationPoints())) {
      for (int i = 0; i < points.size(); i++) {
        out.f32(points.at()[2 * i]).f32(points.at()[2 * i + 1]).f32(points.labels()[i]);
      }
    }
    return out.done();
  }
}
