package dev.descent.lab.engine;

import dev.descent.io.Json;
import dev.descent.lab.state.StateException;
import dev.descent.train.RunException;
import dev.descent.train.RunLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the log of a run on disk piece by piece, while it may still grow.
public final class RunTail {
  private static final int MOST_LINES = 500;
  private static final int MOST_BYTES = 48 << 10;
  private static final int LONGEST_LINE = 1 << 20;

  private final Path folder;
  private long line;
  private long offset;

  /// A reader.
  ///
  /// **Throws** [RunException] if the folder holds no run
  ///
  /// @param folder that of a run, or one of several runs, of which the latest is read
  public RunTail(Path folder) {
    this.folder = latest(folder);
  }

  private static Path latest(Path folder) {
    if (Files.isRegularFile(folder.resolve(RunLog.FILE))) {
      return folder;
    }
    try (var inside = Files.list(folder)) {
      return inside
          .filter(each -> Files.isRegularFile(each.resolve(RunLog.FILE)))
          .max((a, b) -> Long.compare(modified(a), modified(b)))
          .orElseThrow(() -> none(folder));
    } catch (IOException e) {
      throw none(folder);
    }
  }

  private static RunException none(Path folder) {
    return new RunException(
        folder + " holds no run: there is no " + RunLog.FILE + "; give a folder that train made");
  }

  private static long modified(Path run) {
    try {
      return Files.getLastModifiedTime(run.resolve(RunLog.FILE)).toMillis();
    } catch (IOException e) {
      return 0;
    }
  }

  /// The run as a page is told.
  public Map<String, @Nullable Object> describe() {
    return Json.object(
        "name", String.valueOf(folder.toAbsolutePath().getFileName()), "folder", folder.toString());
  }

  /// The lines from one on.
  ///
  /// **Throws** [StateException] if they cannot be read
  Map<String, @Nullable Object> read(long from) {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(RunLog.FILE).toFile(), "r")) {
      if (from < line || file.length() < offset) {
        line = 0;
        offset = 0;
      }
      List<Map<String, @Nullable Object>> lines = new ArrayList<>();
      long read = 0;
      for (String text = next(file); text != null; text = next(file)) {
        line++;
        offset += text.getBytes(StandardCharsets.UTF_8).length + 1L;
        if (line > from) {
          lines.add(parse(text));
          read += text.length();
        }
        if (lines.size() == MOST_LINES || read >= MOST_BYTES) {
          break;
        }
      }
      Map<String, @Nullable Object> answer =
          Json.object(
              "lines", lines, "next", Math.max(line, from), "underway", RunLog.isUnderWay(folder));
      if (from == 0) {
        answer.put("spec", Json.read(folder.resolve("run.json")));
      }
      return answer;
    } catch (IOException | RunException e) {
      throw new StateException(null, "the run cannot be read: " + e.getMessage());
    }
  }

  private Map<String, @Nullable Object> parse(String text) {
    try {
      return Json.parse(text);
    } catch (IllegalArgumentException e) {
      return Json.object("event", "damaged", "line", line);
    }
  }

  /// The next whole line; null if there is none yet.
  private @Nullable String next(RandomAccessFile file) throws IOException {
    file.seek(offset);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] piece = new byte[4096];
    for (int n = file.read(piece); n > 0 && bytes.size() < LONGEST_LINE; n = file.read(piece)) {
      for (int i = 0; i < n; i++) {
        if (piece[i] == '\n') {
          bytes.write(piece, 0, i);
          return bytes.toString(StandardCharsets.UTF_8);
        }
      }
      bytes.write(piece, 0, n);
    }
    return null;
  }
}
