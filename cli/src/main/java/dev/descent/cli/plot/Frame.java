package dev.descent.cli.plot;

import dev.descent.cli.plot.Drawing.Anchor;
import dev.descent.cli.plot.Drawing.Label;

/// What charts have in common: letters, margins, the title.
final class Frame {
  static final double FONT = 12;
  static final double SMALL = 11;
  static final double TITLE = 14;
  static final double MARGIN = 10;

  private Frame() {}

  /// Draws a title in the upper left corner; an empty one takes no room.
  ///
  /// @return where what follows may begin, from above
  static double title(Drawing drawing, String title) {
    if (title.isEmpty()) {
      return MARGIN;
    }
    String fitting = Drawing.fit(title, TITLE, drawing.width() - 2 * MARGIN);
    drawing.add(
        new Label(MARGIN, MARGIN + TITLE, fitting, TITLE, Anchor.START, Ink.TEXT, true, true));
    return MARGIN + TITLE + 12;
  }

  /// A text that reads from the bottom to the top, beside what lies between two heights.
  static void sideways(Drawing drawing, double x, double top, double bottom, String text) {
    String fitting = Drawing.fit(text, FONT, bottom - top);
    double middle = (top + bottom) / 2;
    drawing.add(new Label(x, middle, fitting, FONT, Anchor.MIDDLE, Ink.MUTED, false, false));
  }
}
