package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.train.ProgressBar.Display;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DownloadBarTest {
  private static String shown(boolean redraw) {
    StringWriter err = new StringWriter();
    Terminal terminal =
        Terminal.of(
            OutputStream.nullOutputStream(),
            StandardCharsets.UTF_8,
            new PrintWriter(err, true),
            new Display(redraw, 80, true),
            false);
    try (DownloadBar bar = new DownloadBar(terminal)) {
      bar.onProgress("a.gz", 500_000, 1_000_000);
      bar.onProgress("a.gz", 1_000_000, 1_000_000);
      bar.onProgress("b.gz", 2_000_000, -1);
    }
    return err.toString().replace(System.lineSeparator(), "\n");
  }

  @Test
  void aTerminalSeesABarAFile() {
    String name = "  a.gz                       ";
    assertThat(shown(true))
        .isEqualTo(
            "\r"
                + name
                + "["
                + "=".repeat(15)
                + " ".repeat(15)
                + "] 0.5 MB"
                + "\r"
                + name
                + "["
                + "=".repeat(30)
                + "] 1.0 MB\n"
                + "\r  b.gz                       2.0 MB\n");
  }

  @Test
  void aFileSeesALineAFile() {
    assertThat(shown(false)).isEqualTo("  a.gz\n  b.gz\n");
  }
}
