package dev.descent.cli;

import dev.descent.data.DataException;
import dev.descent.io.JsonLines;
import dev.descent.train.Checkpoint;
import dev.descent.train.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What a run that is at its end leaves behind, as SHA-256 digests.
///
/// @param digests of the last checkpoint's files, of the model, and of the log but for the seconds
/// @param lines the number of lines of the log
record RunTraces(SequencedMap<String, String> digests, int lines) {
  static RunTraces of(Path run) throws IOException {
    SequencedMap<String, String> digests = new LinkedHashMap<>();
    Checkpoint.newest(RunDirectory.checkpoints(run), problem -> {})
        .orElseThrow(() -> new DataException(run + " has no whole checkpoint"))
        .digests()
        .forEach((file, digest) -> digests.put(NAMES.getOrDefault(file, file), digest));
    digests.put("trained model", digest(Files.readAllBytes(run.resolve("model.safetensors"))));
    List<Map<String, @Nullable Object>> log = JsonLines.read(run.resolve("events.jsonl"));
    log.forEach(line -> line.remove("seconds"));
    digests.put("log", digest(log.toString().getBytes(StandardCharsets.UTF_8)));
    return new RunTraces(digests, log.size());
  }

  private static final Map<String, String> NAMES =
      Map.of(
          "model.safetensors", "weights",
          "optimizer.safetensors", "optimizer",
          "average.safetensors", "averaged weights",
          "listeners.safetensors", "best weights");

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
