package dev.descent.lab.engine;

import static dev.descent.lab.engine.Experiments.advance;
import static dev.descent.lab.engine.Experiments.player;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // trees of JSON: what is missing fails a test anyway
class MapsTest {
  /// The network by hand, in double precision.
  private static double output(Map<String, Tensor> weights, double x, double y, double[] hidden) {
    float[] w1 = weights.get("hidden1.weight").toFloatArray();
    float[] b1 = weights.get("hidden1.bias").toFloatArray();
    float[] w2 = weights.get("output.weight").toFloatArray();
    double sum = weights.get("output.bias").toFloatArray()[0];
    for (int i = 0; i < b1.length; i++) {
      hidden[i] = Math.tanh(w1[2 * i] * x + w1[2 * i + 1] * y + b1[i]);
      sum += w2[i] * hidden[i];
    }
    return sum;
  }

  @Test
  void levelsAreTheProbabilitiesOfPixels() {
    Player player = player("{'network':{'layers':[{'units':3,'activation':'tanh'}]}}");
    advance(player, 200);
    byte[] levels = new Maps().decision(player.now(), 40);

    assertThat(levels).hasSize(1600);
    for (int row = 0; row < 40; row++) {
      for (int column = 0; column < 40; column++) {
        double x = (column + 0.5) / 40 * 12 - 6;
        double y = 6 - (row + 0.5) / 40 * 12;
        double z = output(player.now().model().state(), x, y, new double[3]);
        double level = 255 / (1 + Math.exp(-z));
        assertThat((double) (levels[row * 40 + column] & 0xFF))
            .as("row %d, column %d", row, column)
            .isCloseTo(level, within(0.51));
      }
    }
  }

  @Test
  void unitsAreShownInTheOrderOfTheModel() {
    Player player = player("{'network':{'layers':[{'units':3,'activation':'tanh'}]}}");
    Bytes out = new Bytes();
    new Maps().units(player.now(), 10, out);
    ByteBuffer bytes = out.done().order(ByteOrder.LITTLE_ENDIAN);

    assertThat(bytes.getShort(0)).isEqualTo((short) 10);
    assertThat(bytes.getInt(4)).isEqualTo(5);
    double[] hidden = new double[3];
    output(player.now().model().state(), -5.4, 5.4, hidden);
    for (int unit = 0; unit < 5; unit++) {
      float largest = bytes.getFloat(8 + 4 * unit);
      double value = unit == 0 ? -5.4 : unit == 1 ? 5.4 : hidden[unit - 2];
      assertThat((double) (bytes.get(8 + 20 + 100 * unit) & 0xFF))
          .as("unit %d", unit)
          .isCloseTo(127.5 + 127.5 * value / largest, within(0.51));
    }
  }
}
