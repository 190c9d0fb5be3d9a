package dev.descent.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/// The probabilities of the digits as bars.
final class ProbabilityBars {
  private static final int BAR_WIDTH = 50;
  private static final int GREEN = 32;

  private final Terminal terminal;

  ProbabilityBars(Terminal terminal) {
    this.terminal = terminal;
  }

  /// A line a digit, below the name of the picture and what was read.
  ///
  /// @param apart whether a line is left free above
  void print(Path image, float[] probabilities, boolean apart) {
    PrintWriter out = terminal.out();
    int best = best(probabilities);
    if (apart) {
      out.println();
    }
    out.println(image + ": " + terminal.bold(Integer.toString(best)));
    int width =
        Math.clamp(terminal.display().columns() - 1 - "  0  100.0 %  ".length(), 5, BAR_WIDTH);
    String glyph = terminal.display().blocks() ? "█" : "#";
    for (int digit = 0; digit < probabilities.length; digit++) {
      String row =
          String.format(
                  Locale.ROOT,
                  "%3d %6.1f %%  %s",
                  digit,
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
