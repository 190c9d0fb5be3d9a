package dev.descent.cli.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.exec.MachineLimits;
import dev.descent.optim.Adam;
import dev.descent.optim.Sgd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScalingTest {
  @TempDir Path folder;

  /// By hand: forward 2·3·4·5 + 2·3·5·2, weights' gradients as much, inputs' 2·3·5·2.
  @Test
  void operationsAreCounted() {
    Work work = new Work("SGD", new Sgd(0.1), 0, 3, List.of(4, 5, 2));
    assertThat(work.flops()).isEqualTo(2.0 * (120 + 60) + 60);
    assertThat(work.network()).isEqualTo("4-5-2");
  }

  /// By hand: 37 parameters four bytes each, read twice and written once; outputs of 7 units for
  /// three examples, and their gradients, written and read; 12 pixels. Adam reads and writes two
  /// more.
  @Test
  void bytesAreCounted() {
    assertThat(new Work("SGD", new Sgd(0.1), 0, 3, List.of(4, 5, 2)).bytes())
        .isEqualTo(3 * 4 * 37 + 4 * 4 * 7 * 3 + 12);
    assertThat(new Work("Adam", new Adam(0.1), 2, 3, List.of(4, 5, 2)).bytes())
        .isEqualTo(7 * 4 * 37 + 4 * 4 * 7 * 3 + 12);
  }

  @Test
  void equalLayersAreCountedInANetworksName() {
    assertThat(Axis.DEPTH.work(1).network()).isEqualTo("784-256-10");
    assertThat(Axis.DEPTH.work(2).network()).isEqualTo("784-256-256-10");
    assertThat(Axis.DEPTH.work(8).network()).isEqualTo("784-256x8-10");
  }

  @Test
  void theModelFindsTheTermsThatTimesWereMadeOf() {
    CostModel terms = new CostModel(1.7, 0.4, 30e-6, 5e-6);
    List<Point> points = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      Point empty = new Point(Axis.WIDTH, i, "", 1 + i % 5, 8, 1, 1e-5 * i * i, 3e-5 * (21 - i));
      points.add(
          new Point(
              Axis.WIDTH,
              i,
              "",
              empty.layers(),
              8,
              terms.seconds(empty),
              empty.arithmetic(),
              empty.memory()));
    }
    CostModel found = CostModel.fit(points);
    assertThat(found.arithmetic()).isCloseTo(1.7, within(1e-3));
    assertThat(found.memory()).isCloseTo(0.4, within(1e-3));
    assertThat(found.step()).isCloseTo(30e-6, within(1e-7));
    assertThat(found.layer()).isCloseTo(5e-6, within(1e-7));
    assertThat(found.medianError(points)).isLessThan(1e-3);
  }

  @Test
  void theModelHasNoNegativeTerms() {
    List<Point> points =
        List.of(
            new Point(Axis.WIDTH, 1, "", 1, 8, 1, 1, 9),
            new Point(Axis.WIDTH, 2, "", 1, 8, 2, 2, 1));
    CostModel found = CostModel.fit(points);
    assertThat(List.of(found.arithmetic(), found.memory(), found.step(), found.layer()))
        .allMatch(term -> term >= 0);
  }

  @Test
  void aTableShowsAnEpochBesideItsBound() {
    List<Point> points =
        List.of(
            new Point(Axis.BATCH, 100, "784-512-10", 2, 100, 2e-3, 1e-3, 5e-4),
            new Point(Axis.BATCH, 1, "784-512-10", 2, 1, 1e-4, 1e-5, 5e-5));
    assertThat(ScalingText.of(Axis.BATCH, points).table().lines().skip(1).limit(3))
        .satisfiesExactly(
            head -> assertThat(head).contains("batch", "step ms", "epoch s", "bound s", "share"),
            row -> assertThat(row).matches(" +100 +2\\.00 +1\\.20 +0\\.600  arithmetic +50 % .*"),
            row -> assertThat(row).matches(" +1 +0\\.100 +6\\.00 +3\\.00  memory +50 % .*"));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Point point = Point.measure(Axis.WIDTH, 128, new MachineLimits(1), 1e11, 0.01);
    assertThat(point.seconds()).isPositive();
    assertThat(point.arithmetic()).isPositive();
    assertThat(point.memory()).isPositive();
    List<Point> points = List.of(point);
    Path file = folder.resolve("points.jsonl");
    StringBuilder text = new StringBuilder();
    points.forEach(p -> text.append(dev.descent.io.Json.text(p.toMap())).append('\n'));
    Files.writeString(file, text);
    assertThat(Scaling.read(file)).isEqualTo(points);
  }

  @Test
  void linesThatAreNoMeasurementsAreNamed() throws IOException {
    Path file = folder.resolve("points.jsonl");
    Files.writeString(file, "{\"along\":\"length\"}\n");
    assertThatThrownBy(() -> Scaling.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 1: \"along\" is no axis: length");
    Files.writeString(file, "{\"along\":\"width\",\"place\":1,\"layers\":2,\"batch\":-8}\n");
    assertThatThrownBy(() -> Scaling.read(file)).hasMessageContaining("\"batch\" must be");
  }
}
