package dev.descent.scalar;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// A picture of an expression with all values and gradients, a box a value, from left to right:
/// `new Drawing(loss).name(a, "a").svg()`.
public final class Drawing {
  // It takes the colours of the page that it is put into; alone it has its own.
  private static final String STYLE =
      """
      <style>.expression { --i: var(--text, #1b1f24); --p: var(--paper, #fff); \
      --l: var(--muted, #59626d); --m: var(--blue, #0072b2); --g: var(--vermillion, #d55e00); \
      background: var(--p); font: 12px Helvetica, Arial, sans-serif }
      @media (prefers-color-scheme: dark) { .expression { --i: var(--text, #e6e8eb); \
      --p: var(--paper, #16191d); --l: var(--muted, #a3abb5); --m: var(--blue, #56b4e9); \
      --g: var(--vermillion, #f58549) } }
      .expression text { fill: var(--i) } .expression path { fill: none; stroke: var(--l) }
      .expression rect { fill: var(--p); stroke: var(--m); stroke-width: 1.5 }
      .expression .leaf { stroke: var(--g) } .expression .head { font-weight: 600 }</style>
      """;

  private static final int WIDTH = 108;
  private static final int HEIGHT = 56;

  // Operands before results.
  private final SequencedMap<Value, Box> boxes = new LinkedHashMap<>();

  /// A value's box, in a column counted from the result, and a row counted from the column's end.
  private static final class Box {
    String name = "";
    int column;
    int row;
    int x;
    int y;
  }

  /// A drawing of a value and all that it was computed from.
  public Drawing(Value root) {
    for (Value made : root.order()) {
      operands(made).forEach(this::box);
      box(made);
    }
    box(root);
    int[] heights = new int[boxes.size()];
    boxes
        .reversed()
        .forEach((value, box) -> {
          box.row = ++heights[box.column];
          operands(value).forEach(o -> box(o).column = Math.max(box(o).column, box.column + 1));
        });
    int tallest = Arrays.stream(heights).max().orElse(0);
    int columns = (int) Arrays.stream(heights).filter(height -> height > 0).count();
    for (Box box : boxes.values()) {
      box.x = 10 + (WIDTH + 44) * (columns - 1 - box.column);
      box.y = 10 + (HEIGHT + 14) / 2 * (tallest - 2 * box.row + heights[box.column]);
    }
  }

  private Box box(Value value) {
    return boxes.computeIfAbsent(value, _ -> new Box());
  }

  private static List<Value> operands(Value value) {
    return Stream.of(value.left, value.right).filter(Objects::nonNull).toList();
  }

  /// Gives a value a name; what cannot be printed in it becomes a space.
  ///
  /// @return this
  public Drawing name(Value value, String name) {
    if (!boxes.containsKey(value)) {
      throw new IllegalArgumentException("what is drawn does not depend on \"" + name + "\"");
    }
    box(value).name = name.replaceAll("[\\p{Cntrl}\\p{Cs}\\p{Cn}]", " ");
    return this;
  }

  private String head(Value value) {
    return (box(value).name + " " + value.made).strip();
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, Math.abs(number) < 1e6 ? "%.4f" : "%.4g", number);
  }

  /// The drawing in Graphviz's language. Boxes are called by their columns and rows.
  public String dot() {
    StringBuilder dot = new StringBuilder("digraph {\n  rankdir=LR;\n  node [shape=record];\n");
    boxes.forEach((value, box) -> {
      String name = "v" + box.column + "_" + box.row;
      String head = head(value).replaceAll("[{}|<>\"\\\\]", "\\\\$0");
      String numbers = " | data " + number(value.data) + " | grad " + number(value.grad);
      dot.append("  " + name + " [label=\"{" + head + numbers + "}\"];\n");
      for (Value from : operands(value)) {
        dot.append("  v" + box(from).column + "_" + box(from).row + " -> " + name + ";\n");
      }
    });
    return dot.append("}\n").toString();
  }

  /// The drawing as an SVG element, for light and dark pages.
  public String svg() {
    StringBuilder lines = new StringBuilder();
    StringBuilder rectangles = new StringBuilder();
    int width = 0;
    int height = 0;
    for (Map.Entry<Value, Box> entry : boxes.entrySet()) {
      Box box = entry.getValue();
      for (Value operand : operands(entry.getKey())) {
        int x = box(operand).x + WIDTH;
        int y = box(operand).y + HEIGHT / 2;
        int end = box.y + HEIGHT / 2;
        lines.append("<path d=\"M" + x + " " + y + " C" + (x + 22) + " " + y);
        lines.append(" " + (box.x - 22) + " " + end + " " + box.x + " " + end + "\"/>\n");
      }
      rectangles.append(rectangle(entry.getKey(), box));
      width = Math.max(width, box.x + WIDTH + 10);
      height = Math.max(height, box.y + HEIGHT + 10);
    }
    return String.format(
        Locale.ROOT,
        """
        <svg xmlns="http://www.w3.org/2000/svg" class="expression" viewBox="0 0 %1$d %2$d" \
        width="%1$d" height="%2$d" role="img" aria-label="A computation, inputs on the left">
        %3$s%4$s%5$s</svg>
        """,
        width,
        height,
        STYLE,
        lines,
        rectangles);
  }

  private String rectangle(Value value, Box box) {
    String head = head(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    String leaf = value.left == null ? " class=\"leaf\"" : "";
    String fitted =
        head(value).length() > 15 ? " textLength=\"88\" lengthAdjust=\"spacingAndGlyphs\"" : "";
    return String.format(
        Locale.ROOT,
        """
        <g transform="translate(%d %d)"><rect width="108" height="56" rx="6"%s/>\
        <text x="10" y="17" class="head"%s>%s</text><text x="10" y="32">data %s</text>\
        <text x="10" y="47">grad %s</text></g>
        """,
        box.x,
        box.y,
        leaf,
        fitted,
        head,
        number(value.data),
        number(value.grad));
  }
}
