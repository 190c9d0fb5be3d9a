package dev.descent.data;

import dev.descent.tensor.Philox;
import dev.descent.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;

/// Small problems in the plane, on which a network's decisions can be looked at.
///
/// Points are shuffled. The same arguments give the same points, on every machine.
///
/// - **Source** TensorFlow Playground, `dataset.ts`, for all but the moons; scikit-learn's
///   `make_moons` for those
public final class ToySets {
  private static final long STREAM = 0x544F59_00000000L;
  private static final long ORDER = 0x544F594F_00000000L;
  private static final int MOST_POINTS = 10_000_000;

  private ToySets() {}

  /// A shape.
  public enum Kind {
    /// Two classes in four squares: 1 where x and y have one sign. Coordinates from −5.3 to 5.3,
    /// none within 0.3 of an axis.
    XOR(2) {
      @Override
      float point(DrawSequence random, int i, int n, double noise, float[] at) {
        at[0] = pad(between(random, 5));
        at[1] = pad(between(random, 5));
        double x = at[0] + between(random, 5) * noise;
        double y = at[1] + between(random, 5) * noise;
        return x * y >= 0 ? 1 : 0;
      }
    },

    /// A disc of radius 2.5, class 1, in a ring of radii 3.5 to 5, class 0.
    CIRCLE(2) {
      @Override
      float point(DrawSequence random, int i, int n, double noise, float[] at) {
        double radius = i < half(n) ? random.uniform(0, 2.5f) : random.uniform(3.5f, 5);
        double angle = 2 * Math.PI * random.uniform();
        at[0] = (float) (radius * StrictMath.sin(angle));
        at[1] = (float) (radius * StrictMath.cos(angle));
        double x = at[0] + between(random, 5) * noise;
        double y = at[1] + between(random, 5) * noise;
        return Math.sqrt(x * x + y * y) < 2.5 ? 1 : 0;
      }
    },

    /// Two spirals of one and three quarter turns from the centre out to radius 5, one a class.
    SPIRAL(2) {
      @Override
      float point(DrawSequence random, int i, int n, double noise, float[] at) {
        boolean first = i < half(n);
        double along = first ? i / (double) half(n) : (i - half(n)) / (double) (n - half(n));
        double angle = 1.75 * along * 2 * Math.PI + (first ? 0 : Math.PI);
        at[0] = (float) (5 * along * StrictMath.sin(angle) + between(random, 1) * noise);
        at[1] = (float) (5 * along * StrictMath.cos(angle) + between(random, 1) * noise);
        return first ? 1 : 0;
      }
    },

    /// Two half circles of radius 1 that reach into each other: class 0 around (0, 0) above, class
    /// 1 around (1, 0.5) below. The noise is the standard deviation of what is added to each
    /// coordinate.
    MOONS(2) {
      @Override
      float point(DrawSequence random, int i, int n, double noise, float[] at) {
        int outer = n / 2;
        boolean first = i < outer;
        int last = Math.max(1, (first ? outer : n - outer) - 1);
        double angle = Math.PI * (first ? i : i - outer) / last;
        double x = first ? StrictMath.cos(angle) : 1 - StrictMath.cos(angle);
        double y = first ? StrictMath.sin(angle) : 0.5 - StrictMath.sin(angle);
        at[0] = (float) (x + noise * random.gaussian());
        at[1] = (float) (y + noise * random.gaussian());
        return first ? 0 : 1;
      }
    },

    /// Two clouds of normal distribution around (2, 2), class 1, and (−2, −2), class 0, whose
    /// variance is 0.5 + 7·noise.
    GAUSSIAN(2) {
      @Override
      float point(DrawSequence random, int i, int n, double noise, float[] at) {
        boolean first = i < half(n);
        double deviation = Math.sqrt(0.5 + 7 * noise);
        double centre = first ? 2 : -2;
        at[0] = (float) (centre + deviation * random.gaussian());
        at[1] = (float) (centre + deviation * random.gaussian());
        return first ? 1 : 0;
      }
    },

    /// Regression: (x + y) / 10, x and y from −6 to 6.
    PLANE(0) {
      @Override
      float point(DrawSequence random, int i, int n, double noise, float[] at) {
        at[0] = (float) between(random, 6);
        at[1] = (float) between(random, 6);
        double x = at[0] + between(random, 6) * noise;
        double y = at[1] + between(random, 6) * noise;
        return (float) ((x + y) / 10);
      }
    },

    /// Regression: cones of radius 2, three up and three down, at x = −4, 0, 4 and y = ±2.5; x and
    /// y from −6 to 6.
    GAUSS(0) {
      @Override
      float point(DrawSequence random, int i, int n, double noise, float[] at) {
        at[0] = (float) between(random, 6);
        at[1] = (float) between(random, 6);
        double x = at[0] + between(random, 6) * noise;
        double y = at[1] + between(random, 6) * noise;
        double height = 0;
        for (int cone = 0; cone < 6; cone++) {
          double dx = x - (cone % 3 - 1) * 4;
          double dy = y - (cone < 3 ? 2.5 : -2.5);
          double slope = Math.clamp(1 - Math.sqrt(dx * dx + dy * dy) / 2, 0.0, 1.0);
          if (slope > Math.abs(height)) {
            height = cone % 2 == 0 ? slope : -slope;
          }
        }
        return (float) height;
      }
    };

    private final int classes;

    Kind(int classes) {
      this.classes = classes;
    }

    /// The number of classes; 0 for regression.
    public int classes() {
      return classes;
    }

    /// The name in lower case.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The kind of a name.
    ///
    /// **Throws** [IllegalArgumentException] that lists the names there are
    public static Kind named(String name) {
      return Labels.named("toy set", Kind.class, Kind::label, name);
    }

    /// Draws point i of n into `at` and returns its label.
    abstract float point(DrawSequence random, int i, int n, double noise, float[] at);

    private static int half(int n) {
      return (n + 1) / 2;
    }

    private static double between(DrawSequence random, float radius) {
      return random.uniform(-radius, radius);
    }

    private static float pad(double x) {
      return (float) (x > 0 ? x + 0.3 : x - 0.3);
    }
  }

  /// Draws a set of two classes, of which class 1 has a given share.
  ///
  /// - **Shapes** as [#of(Kind, int, double, long)]
  /// - **Throws** [IllegalArgumentException] also if the kind has no classes, or the share is not
  ///   in [0.1, 0.9]
  ///
  /// @param balance the share of class 1; 0.5 does not change what comes by chance
  public static TensorDataset of(Kind kind, int n, double noise, double balance, long seed) {
    if (!(balance >= 0.1 && balance <= 0.9)) {
      throw new IllegalArgumentException(
          "the share of class 1 must be from 0.1 to 0.9, not " + balance);
    }
    if (balance == 0.5) {
      return of(kind, n, noise, seed);
    }
    if (kind.classes != 2) {
      throw new IllegalArgumentException(
          "the balance is about two classes, which " + kind.label() + " does not have");
    }
    // Three times as many, of which about half are of each class: enough for nine tenths of one.
    TensorDataset plenty = of(kind, 3 * n + 20, noise, seed);
    int[] all = new int[plenty.size()];
    Arrays.setAll(all, i -> i);
    Batch points = plenty.batch(all);
    float[] inputs = points.inputs().toFloatArray();
    int[] labels = points.labels().toIntArray();
    int[] wanted = {n - (int) Math.round(n * balance), (int) Math.round(n * balance)};
    float[] keptInputs = new float[2 * n];
    int[] keptLabels = new int[n];
    int kept = 0;
    for (int i = 0; i < labels.length && kept < n; i++) {
      if (wanted[labels[i]] > 0) {
        wanted[labels[i]]--;
        System.arraycopy(inputs, 2 * i, keptInputs, 2 * kept, 2);
        keptLabels[kept++] = labels[i];
      }
    }
    if (kept < n) {
      throw new IllegalArgumentException(
          "with this seed there are too few points of one class for a balance of " + balance);
    }
    return TensorDataset.ofClasses(Tensor.wrap(keptInputs, n, 2), Tensor.of(keptLabels), 2);
  }

  /// Draws a set.
  ///
  /// - **Shapes** inputs `[n, 2]`; labels `[n]` of classes 0 and 1, or targets `[n, 1]`
  /// - **Throws** [IllegalArgumentException] if n is not from 2 to 10 million, or the noise is
  ///   negative or not finite
  ///
  /// @param noise 0 for none; the playground goes up to 0.5
  public static TensorDataset of(Kind kind, int n, double noise, long seed) {
    if (n < 2 || n > MOST_POINTS) {
      throw new IllegalArgumentException("a toy set has from 2 to 10 million points, not " + n);
    }
    if (!(noise >= 0 && noise < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the noise must be 0 or more, not " + noise);
    }
    float[] inputs = new float[2 * n];
    float[] targets = new float[n];
    float[] at = new float[2];
    int[] places = Philox.permutation(seed, ORDER, n);
    for (int i = 0; i < n; i++) {
      DrawSequence random = new DrawSequence(seed, STREAM, i);
      int place = places[i];
      targets[place] = kind.point(random, i, n, noise, at);
      inputs[2 * place] = at[0];
      inputs[2 * place + 1] = at[1];
    }
    Tensor points = Tensor.wrap(inputs, n, 2);
    if (kind.classes == 0) {
      return TensorDataset.of(points, Tensor.wrap(targets, n, 1));
    }
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = (int) targets[i];
    }
    return TensorDataset.ofClasses(points, Tensor.of(labels), kind.classes);
  }
}
