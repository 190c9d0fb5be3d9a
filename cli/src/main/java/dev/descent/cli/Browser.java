package dev.descent.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The person's browser.
final class Browser {
  private Browser() {}

  /// Opens an address, if there is a desktop to do it; otherwise the address that is printed has to
  /// do.
  static void open(String url) {
    List<String> command = command();
    if (command.isEmpty()) {
      return;
    }
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.command().add(url);
      builder
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      // No such program: the address has been printed.
    }
  }

  private static List<String> command() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.contains("mac")) {
      return new ArrayList<>(List.of("open"));
    }
    if (system.contains("windows")) {
      return new ArrayList<>(List.of("rundll32", "url.dll,FileProtocolHandler"));
    }
    boolean desktop = System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
    return desktop ? new ArrayList<>(List.of("xdg-open")) : List.of();
  }
}
