package dev.descent.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// All combinations of the values that options are given.
///
/// @param fixed words that all runs have
/// @param axes what varies
record SweepGrid(List<String> fixed, List<Axis> axes) {
  static final int MOST_CELLS = 1000;

  /// Options whose own values can hold commas: their alternatives are separated by slashes.
  static final Set<String> WITH_COMMAS =
      Set.of("--hidden", "--schedule", "--average", "--augment", "--set");

  /// Options whose values are taken as they are.
  private static final Set<String> WHOLE = Set.of("--data", "--target", "--task");

  /// What varies.
  ///
  /// @param option as `train` knows it, such as `--lr`
  record Axis(String option, List<String> values) {
    /// The name for people. Each number of an optimizer (`--set beta2=0.9/beta2=0.99`) has its own.
    String name() {
      return option.equals("--set")
          ? values.getFirst().replaceAll("=.*", "")
          : option.replaceFirst("--", "");
    }

    private String value(int index) {
      String value = values.get(index);
      return option.equals("--set") ? value.replaceFirst("^[^=]*=", "") : value;
    }
  }

  /// Sorts what the command line says into what varies and what does not.
  ///
  /// @param parsed the words, of which the options of `known` are meant
  /// @param seeds the number of seeds; 0 if nothing was said
  static SweepGrid of(
      ParseResult parsed, Set<String> known, List<String> data, int seeds, Checks checks) {
    List<String> fixed = new ArrayList<>(data);
    List<Axis> axes = new ArrayList<>();
    Set<OptionSpec> seen = new HashSet<>();
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = name(option);
      if (!known.contains(option.longestName()) || !seen.add(option)) {
        continue;
      }
      if (option.arity().max() == 0) {
        fixed.add(name);
      }
      for (String text :
          option.arity().max() == 0 ? List.<String>of() : option.originalStringValues()) {
        List<String> values = values(name, text, checks);
        if (values.size() > 1) {
          axes.add(new Axis(name, values));
        } else {
          fixed.addAll(List.of(name, values.getFirst()));
        }
      }
    }
    if (seeds > 0) {
      if (axes.stream().anyMatch(axis -> axis.option.equals("--seed"))
          || fixed.contains("--seed")) {
        throw checks.wrong("--seeds N is --seed 1,...,N: give one of the two");
      }
      axes.add(
          new Axis("--seed", IntStream.rangeClosed(1, seeds).mapToObj(Integer::toString).toList()));
    }
    return new SweepGrid(fixed, axes).requireUsable(checks);
  }

  /// The shortest of the long names: `--lr`, not `-l` or `--learning-rate`.
  private static String name(OptionSpec option) {
    String best = option.longestName();
    for (String name : option.names()) {
      if (name.startsWith("--") && name.length() < best.length()) {
        best = name;
      }
    }
    return best;
  }

  private static List<String> values(String name, String text, Checks checks) {
    if (WHOLE.contains(name)) {
      return List.of(text);
    }
    List<String> values = List.of(text.split(WITH_COMMAS.contains(name) ? "/" : ",", -1));
    Set<String> distinct = new HashSet<>();
    for (String value : values) {
      if (value.isBlank() && values.size() > 1) {
        throw checks.wrong("%s %s: one of the values is empty".formatted(name, text));
      }
      if (!distinct.add(value)) {
        throw checks.wrong("%s %s: %s is there twice".formatted(name, text, value));
      }
    }
    return values;
  }

  private SweepGrid requireUsable(Checks checks) {
    long cells = 1;
    for (Axis axis : axes) {
      cells = Math.min(Long.MAX_VALUE / 1_000_000, cells * axis.values.size());
    }
    if (axes.isEmpty()) {
      throw checks.wrong(
          "nothing varies: give an option several values, such as --lr 0.01,0.1, or --seeds 3");
    }
    if (cells > MOST_CELLS) {
      throw checks.wrong(
          String.format(
              Locale.ROOT,
              "the grid has %,d runs; the most are %,d: give fewer values",
              cells,
              MOST_CELLS));
    }
    return this;
  }

  /// All combinations; the last axis varies fastest, but for the seed, which does so always.
  List<SweepCell> cells() {
    List<Axis> order = new ArrayList<>(axes);
    for (Axis axis : axes) {
      if (axis.name().equals(SweepCell.SEED)) {
        order.remove(axis);
        order.add(axis);
      }
    }
    List<SweepCell> cells = new ArrayList<>();
    add(order, 0, new LinkedHashMap<>(), fixed, cells);
    return cells;
  }

  private static void add(
      List<Axis> axes,
      int next,
      SequencedMap<String, String> settings,
      List<String> words,
      List<SweepCell> cells) {
    if (next == axes.size()) {
      cells.add(SweepCell.of(settings, words));
      return;
    }
    Axis axis = axes.get(next);
    for (int i = 0; i < axis.values.size(); i++) {
      SequencedMap<String, String> more = new LinkedHashMap<>(settings);
      more.put(axis.name(), axis.value(i));
      List<String> longer = new ArrayList<>(words);
      longer.add(axis.option);
      longer.add(axis.values.get(i));
      add(axes, next + 1, more, longer, cells);
    }
  }
}
