package dev.descent.scalar;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

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
    Map<Integer, Integer> heights = new HashMap<>();
    boxes
        .reversed()
        .forEach((value, box) -> {
          box.row = heights.merge(box.column, 1, Integer::sum);
          for (Value operand : operands(value)) {
            box(operand).column = Math.max(box(operand).column, box.column + 1);
          }
        });
    int tallest = Collections.max(heights.values());
    for (Box box : boxes.values()) {
      int free = tallest - heights.getOrDefault(box.column, 0);
      box.x = 10 + 152 * (heights.size() - 1 - box.column);
      box.y = 10 + 35 * (2 * (tallest - box.row) - free);
    }
  }

  private Box box(Value value) {
    return boxes.computeIfAbsent(value, _ -> new Box());
  }

  private static List<Value> operands(Value value) {
    return switch (value.op) {
      case LEAF -> List.of();
      case ADD, SUB, MUL, DIV -> List.of(value.left, value.right);
      default -> List.of(value.left);
    };
  }

  /// Gives a value a name.
  ///
  /// @return this
  public Drawing name(Value value, String name) {
    if (!boxes.containsKey(value)) {
      throw new IllegalArgumentException("what is drawn does not depend on \"" + name + "\"");
    }
    box(value).name = name;
    return this;
  }

  private List<String> texts(Value value) {
    String made = value.op == Value.Op.POW ? "pow " + value.right.data : value.op.sign;
    return List.of(
        (box(value).name + " " + made).strip(),
        String.format(Locale.ROOT, "data %.4f", value.data),
        String.format(Locale.ROOT, "grad %.4f", value.grad));
  }

  /// The drawing in Graphviz's language.
  public String dot() {
    StringBuilder dot = new StringBuilder("digraph {\n  rankdir=LR;\n  node [shape=record];\n");
    List<Value> numbered = List.copyOf(boxes.keySet());
    for (Value value : numbered) {
      int number = numbered.indexOf(value);
      String label = String.join(" | ", texts(value)).replaceAll("[{}<>\"\\\\]", "\\\\$0");
      dot.append("  v%d [label=\"{%s}\"];\n".formatted(number, label));
      for (Value operand : operands(value)) {
        dot.append("  v%d -> v%d;\n".formatted(numbered.indexOf(operand), number));
      }
    }
    return dot.append("}\n").toString();
  }

  /// The drawing as an SVG element, for light and dark pages.
  public String svg() {
    StringBuilder lines = new StringBuilder();
    StringBuilder rectangles = new StringBuilder();
    int[] size = new int[2];
    boxes.forEach((value, box) -> {
      for (Value operand : operands(value)) {
        int x = box(operand).x + 108;
        int y = box(operand).y + 28;
        lines.append(
            "<path d=\"M%d %d C%d %d %d %d %d %d\"/>\n"
                .formatted(x, y, x + 22, y, box.x - 22, box.y + 28, box.x, box.y + 28));
      }
      rectangles.append(
          """
          <g transform="translate(%d %d)"><rect width="108" height="56" rx="6"%s/>\
          <text x="10" y="17" class="head">%s</text><text x="10" y="32">%s</text>\
          <text x="10" y="47">%s</text></g>
          """
              .formatted(
                  box.x,
                  box.y,
                  value.op == Value.Op.LEAF ? " class=\"leaf\"" : "",
                  texts(value).get(0).replace("&", "&amp;").replace("<", "&lt;"),
                  texts(value).get(1),
                  texts(value).get(2)));
      size[0] = Math.max(size[0], box.x + 118);
      size[1] = Math.max(size[1], box.y + 66);
    });
    return """
    <svg xmlns="http://www.w3.org/2000/svg" class="expression" viewBox="0 0 %1$d %2$d" \
    width="%1$d" height="%2$d" role="img" aria-label="A computation, inputs on the left">
    %3$s%4$s%5$s</svg>
    """
        .formatted(size[0], size[1], STYLE, lines, rectangles);
  }
}
