package dev.descent.lab.engine;

import dev.descent.data.PlaneFeature;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pictures of what a network makes of the plane.
final class Maps {
  /// The part of the plane that is shown: x and y from −6 to 6.
  static final float REACH = 6;

  private @Nullable Grid grid;
  private @Nullable Grid unitGrid;

  private record Grid(int size, List<PlaneFeature> features, Tensor inputs) {
    static Grid of(int size, List<PlaneFeature> features) {
      float[] points = new float[2 * size * size];
      for (int row = 0; row < size; row++) {
        for (int column = 0; column < size; column++) {
          int at = 2 * (row * size + column);
          points[at] = place(column, size);
          points[at + 1] = -place(row, size);
        }
      }
      return new Grid(size, features, PlaneFeature.of(points, features));
    }

    /// The middle of a pixel.
    private static float place(int pixel, int size) {
      return (pixel + 0.5f) / size * 2 * REACH - REACH;
    }

    boolean is(int otherSize, List<PlaneFeature> otherFeatures) {
      return size == otherSize && features.equals(otherFeatures);
    }
  }

  /// The levels of the decision map, `size · size`, or two planes with more than two classes.
  byte[] decision(Experiment experiment, int size) {
    Grid points = grid;
    List<PlaneFeature> features = experiment.state().network().features();
    if (points == null || !points.is(size, features)) {
      points = Grid.of(size, features);
      grid = points;
    }
    Tensor inputs = points.inputs;
    float[] outputs = experiment.evaluating(() -> experiment.model().apply(inputs).toFloatArray());
    int classes = experiment.problem().classes();
    return classes > 2 ? classLevels(outputs, classes) : levels(outputs, experiment.objective());
  }

  private static byte[] levels(float[] outputs, Objective objective) {
    byte[] levels = new byte[outputs.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = objective.level(outputs[i]);
    }
    return levels;
  }

  private static byte[] classLevels(float[] logits, int classes) {
    int count = logits.length / classes;
    byte[] levels = new byte[2 * count];
    for (int i = 0; i < count; i++) {
      int best = 0;
      double sum = 0;
      for (int c = 1; c < classes; c++) {
        best = logits[i * classes + c] > logits[i * classes + best] ? c : best;
      }
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(logits[i * classes + c] - logits[i * classes + best]);
      }
      levels[i] = (byte) best;
      levels[count + i] = (byte) Math.round(255 / sum);
    }
    return levels;
  }

  /// Writes the maps of all features and hidden units.
  void units(Experiment experiment, int size, Bytes out) {
    List<PlaneFeature> features = experiment.state().network().features();
    Grid points = unitGrid;
    if (points == null || !points.is(size, features)) {
      points = Grid.of(size, features);
      unitGrid = points;
    }
    Tensor inputs = points.inputs;
    List<Tensor> layers = new ArrayList<>();
    layers.add(inputs);
    experiment.evaluating(() ->
        experiment
            .model()
            .observe(
                inputs,
                (path, output) -> {
                  if (path.startsWith("activation")) {
                    layers.add(output);
                  }
                }));
    Tensor.eval(layers.toArray(Tensor[]::new));
    int count = layers.stream().mapToInt(layer -> layer.size(-1)).sum();
    float[] largest = new float[count];
    byte[] levels = new byte[count * size * size];
    int unit = 0;
    for (Tensor layer : layers) {
      float[] values = layer.toFloatArray();
      int width = layer.size(-1);
      for (int i = 0; i < width; i++) {
        largest[unit] = paint(values, i, width, levels, unit * size * size, size * size);
        unit++;
      }
    }
    out.u16(size).u16(size).u32(count).f32s(largest).bytes(levels);
  }

  /// Writes the levels of one column of numbers, and returns the largest magnitude.
  private static float paint(
      float[] values, int column, int columns, byte[] levels, int at, int count) {
    float largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Math.abs(values[i * columns + column]));
    }
    for (int i = 0; i < count; i++) {
      double part = largest == 0 ? 0 : values[i * columns + column] / (double) largest;
      levels[at + i] = Objective.level(part);
    }
    return largest;
  }
}
