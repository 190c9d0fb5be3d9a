package dev.descent.data;

import dev.descent.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/// A number made of a point in the plane, as an input of a network.
///
/// - **Source** TensorFlow Playground
public enum PlaneFeature {
  /// The first coordinate.
  X1("x1", (x, y) -> x),
  /// The second coordinate.
  X2("x2", (x, y) -> y),
  /// The square of the first.
  X1_SQUARED("x1^2", (x, y) -> x * x),
  /// The square of the second.
  X2_SQUARED("x2^2", (x, y) -> y * y),
  /// The product of both.
  PRODUCT("x1*x2", (x, y) -> x * y),
  /// The sine of the first, in radians.
  SINE_X1("sin(x1)", (x, y) -> StrictMath.sin(x)),
  /// The sine of the second, in radians.
  SINE_X2("sin(x2)", (x, y) -> StrictMath.sin(y));

  private final String label;
  private final DoubleBinaryOperator function;

  PlaneFeature(String label, DoubleBinaryOperator function) {
    this.label = label;
    this.function = function;
  }

  /// The name by which users choose it.
  public String label() {
    return label;
  }

  /// The feature of a name.
  ///
  /// **Throws** [IllegalArgumentException] that lists the names there are
  public static PlaneFeature named(String name) {
    return Labels.named("feature", PlaneFeature.class, PlaneFeature::label, name);
  }

  /// The features of points.
  ///
  /// @param points x and y by turns
  /// @return float32 `[points, features]`
  public static Tensor of(float[] points, List<PlaneFeature> features) {
    int n = points.length / 2;
    float[] values = new float[n * features.size()];
    int at = 0;
    for (int i = 0; i < n; i++) {
      for (PlaneFeature feature : features) {
        values[at++] = (float) feature.function.applyAsDouble(points[2 * i], points[2 * i + 1]);
      }
    }
    return Tensor.wrap(values, n, features.size());
  }

  /// A dataset of points with these features as its inputs.
  ///
  /// - **Shapes** inputs `[n, 2]` → `[n, features]`; labels as they are
  /// - **Throws** [IllegalArgumentException] if the inputs are not points
  public static TensorDataset of(Dataset points, List<PlaneFeature> features) {
    if (points.inputShape().rank() != 1 || points.inputShape().count() != 2) {
      throw new IllegalArgumentException(
          "features are made of points in the plane, not of inputs " + points.inputShape());
    }
    int[] all = new int[points.size()];
    Arrays.setAll(all, i -> i);
    Batch batch = points.batch(all);
    Tensor inputs = of(batch.inputs().toFloatArray(), features);
    return points.classes() > 0
        ? TensorDataset.ofClasses(inputs, batch.labels().eval(), points.classes())
        : TensorDataset.of(inputs, batch.labels().eval());
  }
}
