package dev.descent.cli.plot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Marks on paper, in the order in which they are drawn. Lengths are in CSS pixels; the origin is
/// the upper left corner.
final class Drawing {
  private final double width;
  private final double height;
  private final List<Mark> marks = new ArrayList<>();

  Drawing(double width, double height) {
    this.width = width;
    this.height = height;
  }

  /// Which point of a text its position is.
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /// The form of a dot.
  enum Marker {
    CIRCLE,
    SQUARE,
    TRIANGLE,
    DIAMOND
  }

  sealed interface Mark {
    Mark shifted(double right, double down);
  }

  /// Joined points; filled if it is an area, and a stroke otherwise.
  ///
  /// @param dash lengths of strokes and gaps; empty for a solid line
  record Line(
      List<Point> points, Ink ink, double width, List<Double> dash, double opacity, boolean area)
      implements Mark {
    @Override
    public Mark shifted(double right, double down) {
      List<Point> moved = points.stream().map(point -> point.shifted(right, down)).toList();
      return new Line(moved, ink, width, dash, opacity, area);
    }
  }

  record Point(double x, double y) {
    Point shifted(double right, double down) {
      return new Point(x + right, y + down);
    }
  }

  /// A filled rectangle.
  record Box(double x, double y, double width, double height, Ink ink, double opacity)
      implements Mark {
    @Override
    public Mark shifted(double right, double down) {
      return new Box(x + right, y + down, width, height, ink, opacity);
    }
  }

  record Dot(double x, double y, double radius, Marker marker, Ink ink) implements Mark {
    @Override
    public Mark shifted(double right, double down) {
      return new Dot(x + right, y + down, radius, marker, ink);
    }

    /// The corners; none for a circle.
    List<Point> corners() {
      double r = radius;
      return switch (marker) {
        case CIRCLE -> List.of();
        case SQUARE ->
            List.of(
                new Point(x - r, y - r),
                new Point(x + r, y - r),
                new Point(x + r, y + r),
                new Point(x - r, y + r));
        case TRIANGLE ->
            List.of(
                new Point(x, y - 1.2 * r),
                new Point(x + 1.2 * r, y + r),
                new Point(x - 1.2 * r, y + r));
        case DIAMOND ->
            List.of(
                new Point(x, y - 1.4 * r),
                new Point(x + 1.4 * r, y),
                new Point(x, y + 1.4 * r),
                new Point(x - 1.4 * r, y));
      };
    }
  }

  /// A line of text; `x`, `y` is on its base line.
  ///
  /// @param upright whether it reads from left to right; otherwise from the bottom to the top
  record Label(
      double x,
      double y,
      String text,
      double size,
      Anchor anchor,
      Ink ink,
      boolean bold,
      boolean upright)
      implements Mark {
    @Override
    public Mark shifted(double right, double down) {
      return new Label(x + right, y + down, text, size, anchor, ink, bold, upright);
    }
  }

  double width() {
    return width;
  }

  double height() {
    return height;
  }

  List<Mark> marks() {
    return Collections.unmodifiableList(marks);
  }

  void add(Mark mark) {
    marks.add(mark);
  }

  /// Puts another drawing at a place on this one.
  void add(Drawing other, double x, double y) {
    for (Mark mark : other.marks) {
      marks.add(mark.shifted(x, y));
    }
  }

  /// A thin solid line between two points.
  void rule(double x1, double y1, double x2, double y2, Ink ink) {
    add(new Line(List.of(new Point(x1, y1), new Point(x2, y2)), ink, 1, List.of(), 1, false));
  }

  void text(double x, double y, String text, double size, Anchor anchor, Ink ink) {
    add(new Label(x, y, text, size, anchor, ink, false, true));
  }

  /// About how wide a text will be: the font is not known before somebody looks at it, so this is
  /// that of a wide one.
  static double textWidth(String text, double size) {
    double width = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      width += "ijl.,:;|!' ".indexOf(c) >= 0 ? 0.32 : "mwMW%@".indexOf(c) >= 0 ? 0.92 : 0.62;
    }
    return width * size;
  }

  /// A text that is at most so wide, its end replaced by an ellipsis where need be.
  static String fit(String text, double size, double most) {
    String shown = text;
    while (textWidth(shown, size) > most && shown.length() > 2) {
      shown = shown.substring(0, shown.length() - 2).strip() + "…";
    }
    return shown;
  }
}
