package dev.descent.cli;

import dev.descent.cli.plot.Chart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.Function;

/// A ready-made experiment: a sweep, and words about it.
///
/// @param name of the command
/// @param title of the page
/// @param folklore what is commonly said, a paragraph each
/// @param method what is done here, a paragraph each
/// @param variants what is compared
/// @param findings says in sentences what was measured
/// @param data what `train` is told of the data, where the experiment has its own; empty where they
///   are MNIST or digits
/// @param charts draws what the sweep's charts don't show, by the names of files
record ExperimentPlan(
    String name,
    String title,
    List<String> folklore,
    List<String> method,
    List<Variant> variants,
    Function<Findings, List<String>> findings,
    List<String> data,
    Function<Findings, SequencedMap<String, Chart>> charts) {
  /// An experiment on MNIST or digits.
  ExperimentPlan(
      String name,
      String title,
      List<String> folklore,
      List<String> method,
      List<Variant> variants,
      Function<Findings, List<String>> findings) {
    this(name, title, folklore, method, variants, findings, List.of(), _ -> new LinkedHashMap<>());
  }

  /// The same on data of its own.
  ///
  /// @param words what `train` is told
  ExperimentPlan withData(String words) {
    return new ExperimentPlan(
        name, title, folklore, method, variants, findings, List.of(words.split(" ", -1)), charts);
  }

  /// The same with further charts.
  ExperimentPlan withCharts(Function<Findings, SequencedMap<String, Chart>> more) {
    return new ExperimentPlan(name, title, folklore, method, variants, findings, data, more);
  }

  /// One thing that is compared.
  ///
  /// @param settings what it is called in table and plots
  /// @param words what `train` is told for it alone
  record Variant(SequencedMap<String, String> settings, List<String> words) {
    /// A variant with one setting.
    static Variant of(String name, String value, String... words) {
      SequencedMap<String, String> settings = new LinkedHashMap<>();
      settings.put(name, value);
      return new Variant(settings, List.of(words));
    }
  }

  /// How large an experiment is.
  ///
  /// @param quick whether it only shows that everything works
  /// @param examples the number of training examples
  record Size(boolean quick, int examples) {
    /// A number of epochs, as a word.
    String epochs(int full) {
      return Integer.toString(quick ? Math.min(full, 2) : full);
    }

    /// Units of the hidden layer, as a word.
    String hidden(int full) {
      return Integer.toString(quick ? Math.min(full, 16) : full);
    }
  }

  /// The results, to be found by a setting.
  record Findings(SweepResults results) {
    SweepRow row(String... values) {
      return results.rows().stream()
          .filter(row -> List.copyOf(row.settings().values()).equals(List.of(values)))
          .findFirst()
          .orElseThrow();
    }

    /// The accuracy after the last epoch, or what happened instead.
    static String outcome(SweepRow row) {
      if (row.diverged() == row.results().size()) {
        return "diverged at step " + row.results().getFirst().divergedAt().orElse(0);
      }
      String accuracy = SweepTable.text(row.spread(SweepResult::lastAccuracy), SweepTable::percent);
      return row.diverged() == 0
          ? accuracy
          : "%s (%d of %d runs diverged)".formatted(accuracy, row.diverged(), row.results().size());
    }

    static double accuracy(SweepRow row) {
      return row.spread(SweepResult::lastAccuracy).mean();
    }

    static String seconds(SweepRow row) {
      double seconds = row.secondsAnEpoch().mean();
      return SweepTable.seconds(seconds).apply(seconds) + " s";
    }

    /// A difference of accuracies in percentage points.
    static String points(double difference) {
      return String.format(Locale.ROOT, "%.2f percentage points", 100 * difference);
    }
  }

  /// The sweep.
  ///
  /// @param common words that all runs have
  SweepPlan sweep(List<String> common, int seeds) {
    List<SweepCell> cells = new ArrayList<>();
    for (Variant variant : variants) {
      for (int seed = 1; seed <= seeds; seed++) {
        List<String> words = new ArrayList<>(data);
        words.addAll(common);
        words.addAll(variant.words);
        words.addAll(List.of("--seed", Integer.toString(seed)));
        SequencedMap<String, String> settings = new LinkedHashMap<>(variant.settings);
        settings.put(SweepCell.SEED, Integer.toString(seed));
        cells.add(SweepCell.of(settings, words));
      }
    }
    return new SweepPlan(name, cells);
  }
}
