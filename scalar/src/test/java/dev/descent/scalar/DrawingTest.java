package dev.descent.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class DrawingTest {
  private final Value a = Value.of(2);
  private final Value b = Value.of(-3);
  private final Value loss = a.mul(b).add(a).pow(2);

  @Test
  void graphvizSeesBoxesAndArrows() {
    loss.backward();
    assertThat(new Drawing(loss).name(a, "a").name(loss, "loss {0}").dot())
        .isEqualTo(
            """
            digraph {
              rankdir=LR;
              node [shape=record];
              v3_2 [label="{a | data 2.0000 | grad 16.0000}"];
              v3_1 [label="{ | data -3.0000 | grad -16.0000}"];
              v2_1 [label="{× | data -6.0000 | grad -8.0000}"];
              v3_2 -> v2_1;
              v3_1 -> v2_1;
              v1_1 [label="{+ | data -4.0000 | grad -8.0000}"];
              v2_1 -> v1_1;
              v3_2 -> v1_1;
              v0_1 [label="{loss \\{0\\} pow 2.0 | data 16.0000 | grad 1.0000}"];
              v1_1 -> v0_1;
            }
            """);
  }

  @Test
  void drawingLeavesGradientsAlone() {
    loss.backward();
    new Drawing(loss).svg();
    assertThat(loss.grad).isEqualTo(1);
    assertThat(a.grad).isEqualTo(16);
  }

  @Test
  void svgIsXmlThatShowsEveryValue() throws Exception {
    Document svg = xml(new Drawing(loss).name(a, "a < b & c").svg());
    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(5);
    assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(5);
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("a < b & c", "data -6.0000", "pow 2.0");
  }

  @Test
  void anyNameCanBeDrawn() throws Exception {
    String odd = "a|b\nc]]>\u0001\ufffe{d}";
    Drawing drawing = new Drawing(loss).name(a, odd);
    assertThat(xml(drawing.svg()).getDocumentElement().getTextContent()).contains("a|b c]]>  {d}");
    assertThat(drawing.dot()).contains("label=\"{a\\|b c]]\\>  \\{d\\} | data 2.0000");
    assertThat(new Drawing(loss).name(a, "a name that is too long").svg())
        .containsOnlyOnce("textLength=\"88\"");
  }

  @Test
  void numbersFitTheirBoxes() {
    Value huge = Value.of(-1.25e24).mul(3);
    assertThat(new Drawing(huge).dot()).contains("data -1.250e+24", "data -3.750e+24");
  }

  @Test
  void whatIsNotDrawnHasNoName() {
    assertThatThrownBy(() -> new Drawing(loss).name(Value.of(1), "c"))
        .hasMessage("what is drawn does not depend on \"c\"");
  }

  @Test
  void aLeafAloneCanBeDrawn() throws Exception {
    assertThat(xml(new Drawing(a).svg()).getElementsByTagName("rect").getLength()).isEqualTo(1);
  }

  @Test
  void boxesDoNotOverlapAndLieInside() {
    Value output = Mlp.of(1, 3, 4, 4, 1).apply(2, 3, -1).getFirst();
    String svg = new Drawing(output).svg();
    Matcher size = Pattern.compile("viewBox=\"0 0 (\\d+) (\\d+)\"").matcher(svg);
    assertThat(size.find()).isTrue();
    Matcher box =
        Pattern.compile(
                "translate\\((-?\\d+) (-?\\d+)\\)\"><rect width=\"(\\d+)\" height=\"(\\d+)\"")
            .matcher(svg);
    List<int[]> boxes = new ArrayList<>();
    while (box.find()) {
      int[] next = new int[4];
      for (int i = 0; i < 4; i++) {
        next[i] = Integer.parseInt(box.group(i + 1));
      }
      assertThat(next[0]).isNotNegative();
      assertThat(next[1]).isNotNegative();
      assertThat(next[0] + next[2]).isLessThanOrEqualTo(Integer.parseInt(size.group(1)));
      assertThat(next[1] + next[3]).isLessThanOrEqualTo(Integer.parseInt(size.group(2)));
      for (int[] other : boxes) {
        assertThat(
                next[0] + next[2] <= other[0]
                    || other[0] + other[2] <= next[0]
                    || next[1] + next[3] <= other[1]
                    || other[1] + other[3] <= next[1])
            .as("%s and %s", next, other)
            .isTrue();
      }
      boxes.add(next);
    }
    // 41 weights and biases, 3 inputs; 9 units with a tanh, and a product and a sum a weight.
    assertThat(boxes).hasSize(41 + 3 + 9 + 2 * 32);
  }

  private static Document xml(String text) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
  }
}
