package dev.descent.lab.engine;

import dev.descent.data.DataException;
import dev.descent.data.DigitNormalizer;
import dev.descent.nn.Parameter;
import dev.descent.tensor.Tensor;
import dev.descent.train.ConfusionMatrix;
import dev.descent.train.Mistakes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a page wants to see of a network that reads digits.
final class Pictures {
  private static final int SIZE = Problem.SIDE * Problem.SIDE;
  private static final int MOST_MISTAKES = 24;
  private static final int MOST_UNITS = 128;

  private Pictures() {}

  /// A drawing, as MNIST's digits are.
  ///
  /// @param number told back
  /// @param pixels 28 · 28 levels
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Drawing(long number, byte[] pixels) {}

  /// What a drawing looks like to the network; null if nothing is drawn.
  static @Nullable Drawing normalise(long number, int width, int height, byte[] ink) {
    try {
      return new Drawing(number, DigitNormalizer.normalize(ink, height, width));
    } catch (DataException e) {
      return null; // an empty pad
    }
  }

  static void confusion(ConfusionMatrix matrix, Bytes out) {
    int classes = matrix.classes();
    long examples = 0;
    for (int actual = 0; actual < classes; actual++) {
      examples += matrix.count(actual);
    }
    out.u32(classes).u32(examples);
    for (int actual = 0; actual < classes; actual++) {
      for (int predicted = 0; predicted < classes; predicted++) {
        out.u32(matrix.count(actual, predicted));
      }
    }
  }

  static List<Mistakes.Mistake> mistakes(Experiment experiment) {
    return Mistakes.worst(experiment.model(), experiment.problem().validation(), MOST_MISTAKES);
  }

  static void mistakes(Experiment experiment, List<Mistakes.Mistake> mistakes, Bytes out) {
    out.u32(mistakes.size()).u16(Problem.SIDE).u16(Problem.SIDE);
    for (Mistakes.Mistake each : mistakes) {
      out.u32(each.index()).u8(each.actual()).u8(each.predicted()).u16(0).f32(each.probability());
    }
    if (!mistakes.isEmpty()) {
      int[] indices = mistakes.stream().mapToInt(Mistakes.Mistake::index).toArray();
      float[] pixels = experiment.problem().validation().batch(indices).inputs().toFloatArray();
      byte[] levels = new byte[pixels.length];
      for (int i = 0; i < levels.length; i++) {
        levels[i] = (byte) Math.round(255 * pixels[i]);
      }
      out.bytes(levels);
    }
  }

  /// What the units of the first layer look for: their weights as pictures.
  static void hidden(Experiment experiment, Bytes out) {
    String name = experiment.state().network().layers().isEmpty() ? "output" : "hidden1";
    Parameter weight =
        Objects.requireNonNull(experiment.model().parameters().get(name + ".weight"));
    float[] values = weight.value().toFloatArray();
    int units = Math.min(MOST_UNITS, weight.shape().size(0));
    byte[] levels = new byte[units * SIZE];
    float[] largest = new float[units];
    for (int unit = 0; unit < units; unit++) {
      for (int i = 0; i < SIZE; i++) {
        largest[unit] = Math.max(largest[unit], Math.abs(values[unit * SIZE + i]));
      }
      for (int i = 0; i < SIZE; i++) {
        double part = largest[unit] == 0 ? 0 : values[unit * SIZE + i] / (double) largest[unit];
        levels[unit * SIZE + i] = Objective.level(part);
      }
    }
    out.u16(Problem.SIDE).u16(Problem.SIDE).u32(units).f32s(largest).bytes(levels);
  }

  /// What the network takes a drawing for.
  static void drawn(Experiment experiment, Drawing drawing, Bytes out) {
    float[] pixels = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      pixels[i] = (drawing.pixels[i] & 0xFF) / 255f;
    }
    float[] probabilities =
        experiment.evaluating(() ->
            experiment.model().apply(Tensor.wrap(pixels, 1, SIZE)).softmax(-1).toFloatArray());
    out.u32(probabilities.length).u32(drawing.number).f32s(probabilities).bytes(drawing.pixels);
  }
}
