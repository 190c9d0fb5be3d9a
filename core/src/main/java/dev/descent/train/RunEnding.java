package dev.descent.train;

import dev.descent.io.FormatException;
import dev.descent.io.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a run ended.
///
/// @param reason why
/// @param detail the same in words; empty if all epochs were done
/// @param steps the number of steps done
/// @param epochs the number of epochs done
public record RunEnding(StopReason reason, String detail, long steps, int epochs) {
  /// Only a few notices follow the line that tells of the end.
  private static final int LAST_BYTES = 1 << 16;

  static Optional<RunEnding> read(Path log) {
    if (!Files.isRegularFile(log)) {
      return Optional.empty();
    }
    try {
      List<Map<String, @Nullable Object>> last = JsonLines.readLast(log, LAST_BYTES);
      return last.reversed().stream()
          .filter(line -> "finished".equals(line.get("event")))
          .findFirst()
          .map(line -> of(new Fields(log, "", line)));
    } catch (IOException e) {
      throw RunException.of(e);
    } catch (FormatException e) {
      throw new RunException(String.valueOf(e.getMessage()));
    }
  }

  private static RunEnding of(Fields line) {
    String name = line.text("reason");
    for (StopReason reason : StopReason.values()) {
      if (reason.name().toLowerCase(Locale.ROOT).equals(name)) {
        return new RunEnding(
            reason,
            line.has("detail") ? line.text("detail") : "",
            line.integer("steps", 0, Long.MAX_VALUE),
            (int) line.integer("epochs", 0, Integer.MAX_VALUE));
      }
    }
    throw line.wrong("reason", "why a run ended");
  }
}
