package dev.descent.cli;

import dev.descent.cli.ExperimentPlan.Findings;
import dev.descent.cli.ExperimentPlan.Size;
import dev.descent.cli.ExperimentPlan.Variant;
import dev.descent.cli.plot.Chart;
import dev.descent.cli.plot.Scale;
import dev.descent.cli.plot.Series;
import dev.descent.tensor.PlainNumber;
import dev.descent.train.RunLog.Epoch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/// A large network on a small noisy set learns the noise by heart; what helps against it.
final class OverfittingExperiment {
  private static final String PLAIN = "nothing";
  private static final String STOPPED = "early stopping";
  private static final List<Integer> SHOWN = List.of(1, 10, 50, 100, 200);

  private OverfittingExperiment() {}

  static ExperimentPlan plan(Size size) {
    String adam = "--optimizer adam --lr 0.01";
    String large = "--hidden %1$s,%1$s".formatted(size.hidden(128));
    String small = "--points 200 --epochs " + size.epochs(200);
    String more = "--points 4000 --epochs " + size.epochs(10);
    return new ExperimentPlan(
            "overfitting",
            "Overfitting you can see",
            List.of(
                "The training loss falls and falls. The validation loss falls at first, and from some"
                    + " epoch on it rises: from there the network learns its examples by heart, noise"
                    + " and all. More data, a smaller network, dropout, weight decay and stopping in"
                    + " time help."),
            List.of(
                "Two half moons with much noise (0.3): 100 points to learn from, 100 others to validate"
                    + " with. Two hidden layers of %s units, Adam at 0.01, batches of 25, %s epochs."
                        .formatted(size.hidden(128), size.epochs(200)),
                "Then one thing at a time that is said to help. With more data (2,000 points to learn"
                    + " from, 2,000 others) there are a twentieth of the epochs, for as many steps."),
            List.of(
                variant(PLAIN, large, adam, small),
                variant("more data", large, adam, more),
                variant("small network", "--hidden 4", adam, small),
                variant("dropout 0.5", large, adam, small, "--dropout 0.5"),
                variant(
                    "weight decay", large, small, "--optimizer adamw --lr 0.01 --weight-decay 0.1"),
                variant(
                    STOPPED,
                    large,
                    adam,
                    small,
                    "--early-stopping loss --patience 10 --restore-best")),
            OverfittingExperiment::measured)
        .withData("moons --noise 0.3 --validation 0.5 --batch-size 25")
        .withCharts(OverfittingExperiment::charts);
  }

  private static Variant variant(String name, String... words) {
    return Variant.of("against it", name, String.join(" ", words).split(" ", -1));
  }

  private static List<Epoch> epochs(Findings findings) {
    return findings.row(PLAIN).results().getFirst().log().epochs();
  }

  private static Epoch best(List<Epoch> epochs) {
    return epochs.stream().min(Comparator.comparingDouble(Epoch::testLoss)).orElseThrow();
  }

  private static List<String> measured(Findings findings) {
    List<Epoch> epochs = epochs(findings);
    Epoch best = best(epochs);
    Epoch last = epochs.getLast();
    SweepRow plain = findings.row(PLAIN);
    List<String> text = new ArrayList<>();
    if (plain.results().size() > 1) {
      text.add("One run, that of seed 1 with nothing against it:");
    }
    text.add(table(epochs));
    text.add(
        String.format(
            Locale.ROOT,
            "The validation loss is least, %.3f, after epoch %d. At the end it is %.1f times that,"
                + " and the training loss is %.4f.",
            best.testLoss(),
            best.epoch(),
            last.testLoss() / best.testLoss(),
            last.loss()));
    text.add(
        String.format(
            Locale.ROOT,
            "The validation accuracy: %.0f %% there, %.0f %% at the end. A wrong answer costs the"
                + " more loss the surer it is, and the accuracy nothing more.",
            100 * best.accuracy(),
            100 * last.accuracy()));
    text.add(
        plain.results().size() > 1
            ? "All runs, means over %d seeds:".formatted(plain.results().size())
            : "All runs:");
    for (SweepRow row : findings.results().rows()) {
      text.add(outcome(row));
    }
    text.add(
        "More data has a validation set of its own, 2,000 points in place of 100: it is compared with the"
            + " others by other questions, and chance has less to say in it.");
    return text;
  }

  /// Who stops early has the weights of the best epoch, all others those of the last.
  private static String outcome(SweepRow row) {
    String name = row.settings().getOrDefault("against it", "");
    boolean stopped = name.equals(STOPPED);
    ToDoubleFunction<SweepResult> end = result -> result.log().epochs().getLast().epoch();
    return "%s: validation loss %s, accuracy %s, with the weights of %s."
        .formatted(
            name,
            SweepTable.text(
                row.spread(result -> kept(result, stopped).testLoss()), SweepTable::loss),
            SweepTable.text(
                row.spread(result -> kept(result, stopped).accuracy()), SweepTable::percent),
            stopped
                ? "epoch %s, where it ended after epoch %s"
                    .formatted(
                        SweepTable.text(
                            row.spread(result -> kept(result, true).epoch()),
                            OverfittingExperiment::number),
                        SweepTable.text(row.spread(end), OverfittingExperiment::number))
                : "the last epoch");
  }

  private static Epoch kept(SweepResult result, boolean stopped) {
    List<Epoch> epochs = result.log().epochs();
    return stopped ? best(epochs) : epochs.getLast();
  }

  private static String number(double epochs) {
    return PlainNumber.of(Math.round(10 * epochs) / 10.0);
  }

  /// Five rows, as tutorials print them.
  private static String table(List<Epoch> epochs) {
    StringBuilder table =
        new StringBuilder(
            """
            | epoch | training loss | validation loss | validation accuracy |
            | ----: | ------------: | --------------: | ------------------: |
            """);
    for (Epoch epoch : epochs) {
      if (SHOWN.contains(epoch.epoch())) {
        table.append(
            String.format(
                Locale.ROOT,
                "| %5d | %13.4f | %15.4f | %17.1f %% |%n",
                epoch.epoch(),
                epoch.loss(),
                epoch.testLoss(),
                100 * epoch.accuracy()));
      }
    }
    return table.toString().strip();
  }

  private static SequencedMap<String, Chart> charts(Findings findings) {
    List<Epoch> epochs = epochs(findings);
    SequencedMap<String, Chart> charts = new LinkedHashMap<>();
    charts.put(
        "overfitting",
        Chart.lines("Learning by heart (nothing against it, seed 1)")
            .x("epoch")
            .y("loss", Scale.LOG)
            .add(curve("training loss", epochs, Epoch::loss))
            .add(curve("validation loss", epochs, Epoch::testLoss)));
    return charts;
  }

  private static Series curve(String name, List<Epoch> epochs, ToDoubleFunction<Epoch> figure) {
    return Series.of(
        name,
        epochs.stream().mapToDouble(Epoch::epoch).toArray(),
        epochs.stream().mapToDouble(figure).toArray());
  }
}
