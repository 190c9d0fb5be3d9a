package dev.descent.lab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTailTest {
  /// A run that writes faster than a page reads never has an answer without lines.
  @Test
  void aRunIsUnderWayWhileAProgramHoldsItWhetherThereAreNewLinesOrNot(@TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("run.json"), "{}");
    Files.writeString(folder.resolve("events.jsonl"), "{\"event\":\"started\"}\n");
    RunTail tail = new RunTail(folder);
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      assertThat(tail.read(0))
          .containsEntry("lines", List.of(Map.of("event", "started")))
          .containsEntry("underway", true);
      assertThat(tail.read(1)).containsEntry("lines", List.of()).containsEntry("underway", true);
    }
    assertThat(tail.read(0)).containsEntry("next", 1L).containsEntry("underway", false);
  }
}
