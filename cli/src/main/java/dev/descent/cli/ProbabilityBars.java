package dev.descent.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// The probabilities of the classes as bars.
final class ProbabilityBars {
  private static final int BAR_WIDTH = 50;
  private static final int GREEN = 32;

  private final Terminal terminal;
  private final List<String> names;

  /// @param names of the classes
  ProbabilityBars(Terminal terminal, List<String> names) {
    this.terminal = terminal;
    this.names = names;
  }

  /// A line a class, below the name of the picture and what was read.
  ///
  /// @param apart whether a line is left free above
  void print(Path image, float[] probabilities, boolean apart) {
    PrintWriter out = terminal.out();
    int best = best(probabilities);
    if (apart) {
      out.println();
    }
    out.println(image + ": " + terminal.bold(names.get(best)));
    int longest = names.stream().mapToInt(String::length).max().orElse(1);
    int room = terminal.display().columns() - 1 - longest - "    100.0 %  ".length();
    int width = Math.clamp(room, 5, BAR_WIDTH);
    String glyph = terminal.display().blocks() ? "█" : "#";
    for (int digit = 0; digit < probabilities.length; digit++) {
      String row =
          String.format(
                  Locale.ROOT,
                  "  %" + longest + "s %6.1f %%  %s",
                  names.get(digit),
                  100 * probabilities[digit],
                  glyph.repeat(Math.round(width * probabilities[digit])))
              .stripTrailing();
      out.println(digit == best ? terminal.coloured(GREEN, row) : row);
    }
    out.flush();
  }

  /// The index of the largest number, the first of equal ones.
  static int best(float[] probabilities) {
    int best = 0;
    for (int i = 1; i < probabilities.length; i++) {
      if (probabilities[i] > probabilities[best]) {
        best = i;
      }
    }
    return best;
  }
}
