package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.data.ToySets.Kind;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The sets against the formulas that were published for them.
class ToySetsTest {
  private record Point(double x, double y, double label) {}

  private static Point[] points(Kind kind, int n, double noise) {
    Dataset set = ToySets.of(kind, n, noise, 3);
    Batch all = set.batch(IntStream.range(0, n).toArray());
    float[] at = all.inputs().toFloatArray();
    float[] labels = all.labels().toFloatArray();
    return IntStream.range(0, n)
        .mapToObj(i -> new Point(at[2 * i], at[2 * i + 1], labels[i]))
        .toArray(Point[]::new);
  }

  @ParameterizedTest
  @EnumSource
  void isAFunctionOfItsArgumentsAndShuffled(Kind kind) {
    String digest = ToySets.of(kind, 101, 0.1, 3).digest();
    assertThat(ToySets.of(kind, 101, 0.1, 3).digest()).isEqualTo(digest);
    assertThat(ToySets.of(kind, 101, 0.1, 4).digest()).isNotEqualTo(digest);
    assertThat(ToySets.of(kind, 101, 0.2, 3).digest()).isNotEqualTo(digest);
    assertThat(Kind.named(kind.label())).isEqualTo(kind);
    assertThat(ToySets.of(kind, 2, 0, 3).size()).isEqualTo(2);
    if (kind.classes() == 2) {
      long ones = Arrays.stream(points(kind, 1000, 0)).filter(p -> p.label == 1).count();
      assertThat(ones).isBetween(400L, 600L);
      long early =
          Arrays.stream(points(kind, 1000, 0)).limit(200).filter(p -> p.label == 1).count();
      assertThat(early).isBetween(60L, 140L);
    }
  }

  @Test
  void xor() {
    assertThat(points(Kind.XOR, 2000, 0))
        .allMatch(p -> (p.x * p.y >= 0 ? 1 : 0) == p.label)
        .allMatch(p -> Math.abs(p.x) >= 0.3 && Math.abs(p.x) <= 5.3001 && Math.abs(p.y) >= 0.3);
    assertThat(points(Kind.XOR, 2000, 0.5)).anyMatch(p -> (p.x * p.y >= 0 ? 1 : 0) != p.label);
  }

  @Test
  void circle() {
    assertThat(points(Kind.CIRCLE, 2000, 0))
        .allMatch(p -> {
          double radius = Math.hypot(p.x, p.y);
          return p.label == 1 ? radius <= 2.5001 : radius >= 3.4999 && radius <= 5.0001;
        });
  }

  @Test
  void spiral() {
    int n = 400;
    Point[] points = points(Kind.SPIRAL, n, 0);
    for (double label = 0; label < 2; label++) {
      double spiral = label;
      Point[] arm =
          Arrays.stream(points)
              .filter(p -> p.label == spiral)
              .sorted(java.util.Comparator.comparingDouble(p -> Math.hypot(p.x, p.y)))
              .toArray(Point[]::new);
      assertThat(arm).hasSize(n / 2);
      for (int i = 0; i < arm.length; i++) {
        double r = i / (n / 2.0) * 5;
        double t = 1.75 * i / (n / 2.0) * 2 * Math.PI + (label == 1 ? 0 : Math.PI);
        assertThat(arm[i].x).isCloseTo(r * Math.sin(t), within(1e-5));
        assertThat(arm[i].y).isCloseTo(r * Math.cos(t), within(1e-5));
      }
    }
  }

  @Test
  void moons() {
    assertThat(points(Kind.MOONS, 500, 0))
        .allSatisfy(p -> {
          double dx = p.label == 0 ? p.x : p.x - 1;
          double dy = p.label == 0 ? p.y : p.y - 0.5;
          assertThat(Math.hypot(dx, dy)).isCloseTo(1, within(1e-5));
          assertThat(p.label == 0 ? dy : -dy).isGreaterThan(-1e-5);
        });
    // The first and the last point of each half circle are its ends, as in linspace(0, pi, n).
    assertThat(points(Kind.MOONS, 6, 0))
        .extracting(p -> "%.3f %.3f %.0f".formatted(p.x + 0.0, p.y + 0.0, p.label))
        .contains("1.000 0.000 0", "-1.000 0.000 0", "0.000 0.500 1", "2.000 0.500 1");
  }

  @Test
  void gaussian() {
    Point[] points = points(Kind.GAUSSIAN, 20_000, 0.1);
    double[] x = Arrays.stream(points).filter(p -> p.label == 1).mapToDouble(Point::x).toArray();
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    assertThat(x).hasSize(10_000);
    assertThat(mean).isCloseTo(2, within(0.05));
    assertThat(variance).isCloseTo(0.5 + 3.5 / 0.5 * 0.1, within(0.06));
  }

  @Test
  void planes() {
    assertThat(points(Kind.PLANE, 500, 0))
        .allSatisfy(p -> assertThat(p.label).isCloseTo((p.x + p.y) / 10, within(1e-6)));
    double[][] cones = {
      {-4, 2.5, 1}, {0, 2.5, -1}, {4, 2.5, 1}, {-4, -2.5, -1}, {0, -2.5, 1}, {4, -2.5, -1}
    };
    assertThat(points(Kind.GAUSS, 2000, 0))
        .allSatisfy(p -> {
          double label = 0;
          for (double[] cone : cones) {
            double distance = Math.hypot(p.x - cone[0], p.y - cone[1]);
            double height = cone[2] * Math.clamp(1 - distance / 2, 0.0, 1.0);
            label = Math.abs(height) > Math.abs(label) ? height : label;
          }
          assertThat(p.label).isCloseTo(label, within(1e-5));
        });
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> ToySets.of(Kind.XOR, 1, 0, 1)).hasMessageContaining("not 1");
    assertThatThrownBy(() -> ToySets.of(Kind.XOR, 10, -1, 1)).hasMessageContaining("noise");
    assertThatThrownBy(() -> Kind.named("xnor"))
        .hasMessage(
            "there is no toy set \"xnor\"; choose one of xor, circle, spiral, moons, gaussian,"
                + " plane, gauss");
  }
}
