package dev.descent.cli;

import dev.descent.io.FormatException;
import dev.descent.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a sweep's folder is for: its `sweep.json`.
///
/// @param kind `sweep`, or the name of an experiment
record SweepPlan(String kind, List<SweepCell> cells) {
  static final String FILE = "sweep.json";
  static final String SWEEP = "sweep";
  private static final long FORMAT = 1;

  SweepPlan {
    cells = List.copyOf(cells);
  }

  /// What varies, with its values in order.
  SequencedMap<String, Set<String>> varying() {
    SequencedMap<String, Set<String>> varying = new LinkedHashMap<>();
    for (SweepCell cell : cells) {
      cell.settings()
          .forEach((name, value) ->
              varying.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(value));
    }
    return varying;
  }

  /// Makes a folder this sweep's, or finds that it is already.
  ///
  /// **Throws** [IllegalArgumentException] if it holds something else
  void claim(Path folder) throws IOException {
    if (Files.exists(folder.resolve(FILE))) {
      if (!read(folder).equals(this)) {
        throw new IllegalArgumentException(
            "%s holds another sweep; go on with that one by 'descent sweep --resume %s', or give another folder with --out"
                .formatted(folder, RunText.quoted(folder)));
      }
      return;
    }
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(folder + " is a file; a sweep needs a folder");
    }
    Files.createDirectories(folder);
    try (Stream<Path> entries = Files.list(folder)) {
      if (entries.findAny().isPresent()) {
        throw new IllegalArgumentException(
            folder
                + " is not empty and holds no sweep; give another folder, so that nothing is mixed up");
      }
    }
    Json.write(folder.resolve(FILE), toJson());
  }

  /// The folder of this sweep among those that are numbered, where it is not finished.
  Optional<Path> unfinished(Path parent) throws IOException {
    for (int number = 1; ; number++) {
      Path folder = numbered(parent, number);
      if (Files.notExists(folder)) {
        return Optional.empty();
      }
      if (Files.exists(folder.resolve(FILE))
          && Files.notExists(folder.resolve(SweepResults.FILE))
          && read(folder).equals(this)) {
        return Optional.of(folder);
      }
    }
  }

  /// The first folder `<parent>/<kind>-<n>` that is not there.
  Path free(Path parent) {
    int number = 1;
    while (Files.exists(numbered(parent, number))) {
      number++;
    }
    return numbered(parent, number);
  }

  private Path numbered(Path parent, int number) {
    return parent.resolve(kind + "-" + number);
  }

  private Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> varying = new LinkedHashMap<>();
    varying().forEach((name, values) -> varying.put(name, List.copyOf(values)));
    List<Object> list = new ArrayList<>();
    for (SweepCell cell : cells) {
      list.add(
          Json.object("name", cell.name(), "settings", cell.settings(), "words", cell.words()));
    }
    return Json.object("format", FORMAT, "kind", kind, "varying", varying, "cells", list);
  }

  /// Reads what a folder's sweep is.
  ///
  /// **Throws** [IllegalArgumentException] if there is none, or its file is damaged
  static SweepPlan read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "%s holds no sweep: there is no %s; give a folder that 'descent sweep' has made"
              .formatted(folder, FILE));
    }
    Map<String, @Nullable Object> json;
    try {
      json = Json.read(file);
    } catch (FormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    if (!(json.get("format") instanceof Long format && format == FORMAT)) {
      throw new IllegalArgumentException(
          "%s has format %s, this program knows format %d; use the version that made it"
              .formatted(file, json.get("format"), FORMAT));
    }
    List<SweepCell> cells = new ArrayList<>();
    if (json.get("kind") instanceof String kind && json.get("cells") instanceof List<?> list) {
      for (Object one : list) {
        cells.add(cell(file, one));
      }
      return new SweepPlan(kind, cells);
    }
    throw damaged(file);
  }

  private static SweepCell cell(Path file, @Nullable Object json) {
    if (json instanceof Map<?, ?> map
        && map.get("name") instanceof String name
        && name.matches("[A-Za-z0-9.,=+_-]+")
        && !name.startsWith(".")
        && map.get("settings") instanceof Map<?, ?> settings
        && map.get("words") instanceof List<?> words) {
      SequencedMap<String, String> texts = new LinkedHashMap<>();
      settings.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
      return new SweepCell(name, texts, words.stream().map(String::valueOf).toList());
    }
    throw damaged(file);
  }

  private static IllegalArgumentException damaged(Path file) {
    return new IllegalArgumentException(
        file + " is damaged: it names no cells; run the sweep again into another folder");
  }
}
