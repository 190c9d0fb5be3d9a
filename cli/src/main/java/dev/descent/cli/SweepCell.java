package dev.descent.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// One run of a sweep.
///
/// @param name of its folder: what varies, and its value here
/// @param settings what varies, by name: `lr` is `0.1`
/// @param words what `train` would be told for it
record SweepCell(String name, SequencedMap<String, String> settings, List<String> words) {
  /// What is averaged over, if it varies.
  static final String SEED = "seed";

  private static final int LONGEST_NAME = 100;

  SweepCell {
    settings = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(settings));
    words = List.copyOf(words);
  }

  /// A cell with a name made from its settings.
  static SweepCell of(SequencedMap<String, String> settings, List<String> words) {
    String name =
        settings.entrySet().stream()
            .map(setting -> setting.getKey() + "-" + setting.getValue())
            .collect(Collectors.joining("_"))
            .replaceAll("[^A-Za-z0-9.,=+_-]", "-");
    return new SweepCell(
        name.length() <= LONGEST_NAME
            ? name
            : name.substring(0, LONGEST_NAME - 9) + "-" + Integer.toHexString(name.hashCode()),
        settings,
        words);
  }

  /// What varies but for the seed.
  SequencedMap<String, String> row() {
    SequencedMap<String, String> row = new LinkedHashMap<>(settings);
    row.remove(SEED);
    return row;
  }

  /// The settings in words, such as `lr 0.1, seed 2`.
  static String text(SequencedMap<String, String> settings) {
    return settings.entrySet().stream()
        .map(setting -> setting.getKey() + " " + setting.getValue())
        .collect(Collectors.joining(", "));
  }
}
