package dev.descent.cli;

import dev.descent.data.DownloadProgress;
import java.util.Locale;

/// Shows a download on standard error: on a terminal as a bar that moves in place, elsewhere as one
/// line a file. It is called from the threads that receive.
final class DownloadBar implements DownloadProgress, AutoCloseable {
  private static final int WIDTH = 30;
  private static final long REDRAW_NANOS = 50_000_000;

  private final Terminal terminal;
  private String current = "";
  private long drawn;

  DownloadBar(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public synchronized void onProgress(String file, long received, long total) {
    boolean next = !file.equals(current);
    if (!terminal.display().redraw()) {
      if (next) {
        terminal.err().println("  " + file);
      }
    } else {
      if (next) {
        endLine();
      }
      long now = System.nanoTime();
      if (next || received == total || now - drawn > REDRAW_NANOS) {
        drawn = now;
        terminal.err().print("\r" + line(file, received, total));
        terminal.err().flush();
      }
    }
    current = file;
  }

  static String line(String file, long received, long total) {
    String size = String.format(Locale.ROOT, "%.1f MB", received / 1e6);
    if (total <= 0) {
      return "  %-26s %s".formatted(file, size);
    }
    int done = (int) (WIDTH * Math.min(received, total) / total);
    return "  %-26s [%s%s] %s".formatted(file, "=".repeat(done), " ".repeat(WIDTH - done), size);
  }

  private void endLine() {
    if (!current.isEmpty()) {
      terminal.err().println();
    }
  }

  @Override
  public synchronized void close() {
    if (terminal.display().redraw()) {
      endLine();
    }
  }
}
