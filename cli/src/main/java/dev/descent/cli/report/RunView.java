package dev.descent.cli.report;

import dev.descent.io.FormatException;
import dev.descent.io.Json;
import dev.descent.train.RunDirectory;
import dev.descent.train.RunLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One run, as a report shows it.
///
/// @param name what it is called in the report
/// @param configuration the fields of `run.json` in its order, such as `training.batchSize`
/// @param status how it stands with it
/// @param examination how its model does on the test data; null if that could not be found out
/// @param unexamined why not; empty if it was
public record RunView(
    Path folder,
    String name,
    SequencedMap<String, String> configuration,
    RunLog log,
    RunStatus status,
    @Nullable Examination examination,
    String unexamined) {

  /// Reads a run.
  ///
  /// - **Throws** [dev.descent.train.RunException] if the folder holds no run, or a damaged one
  /// - **Throws** [IllegalArgumentException] if nothing has happened in it yet
  public static RunView read(Path folder, String name) throws IOException {
    RunDirectory.spec(folder); // refuses what is no run
    RunLog log = RunLog.read(folder);
    if (log.start() == null && log.steps().isEmpty() && log.epochs().isEmpty()) {
      throw new IllegalArgumentException(
          "there is nothing to report of %s yet: its %s is empty".formatted(folder, RunLog.FILE));
    }
    SequencedMap<String, String> configuration = new LinkedHashMap<>();
    try {
      flatten("", Json.read(folder.resolve("run.json")), configuration);
    } catch (FormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    configuration.remove("format");
    return new RunView(
        folder, name, configuration, log, RunStatus.of(log, RunLog.isUnderWay(folder)), null, "");
  }

  /// With what its model does on the test data.
  public RunView examined(Examination found) {
    return new RunView(folder, name, configuration, log, status, found, "");
  }

  /// Without that, and why.
  public RunView unexamined(String reason) {
    return new RunView(folder, name, configuration, log, status, null, reason);
  }

  /// The step at which an epoch ended; logs of older versions do not say it.
  double endOf(RunLog.Epoch epoch) {
    RunLog.Start start = log.start();
    if (epoch.step() > 0 || start == null || start.batchSize() < 1) {
      return epoch.step() > 0 ? epoch.step() : epoch.epoch();
    }
    return (double) epoch.epoch() * Math.ceilDiv(start.train(), start.batchSize());
  }

  private static void flatten(String path, Map<?, ?> json, Map<String, String> flat) {
    for (Map.Entry<?, ?> field : json.entrySet()) {
      String name = path + field.getKey();
      switch (field.getValue()) {
        case Map<?, ?> object -> flatten(name + ".", object, flat);
        case List<?> list ->
            flat.put(name, list.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        case null -> flat.put(name, "–");
        case Object value -> flat.put(name, value.toString());
      }
    }
  }
}
