package dev.descent.lab.engine;

import dev.descent.data.Batch;
import dev.descent.data.Dataset;
import dev.descent.data.GeneratedDigits;
import dev.descent.data.LabelledImages;
import dev.descent.data.Mnist;
import dev.descent.data.PlaneFeature;
import dev.descent.data.Split;
import dev.descent.data.TensorDataset;
import dev.descent.data.ToySets;
import dev.descent.io.Json;
import dev.descent.lab.state.DataState;
import dev.descent.lab.state.LossName;
import dev.descent.lab.state.NetworkState;
import dev.descent.lab.state.StateException;
import dev.descent.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What an experiment learns from, made of its state.
///
/// @param data what it was made of
/// @param train to learn from, as the network sees it
/// @param validation to judge by
/// @param trainPoints where the points of `train` are; no points for pictures
/// @param validationPoints where those of `validation` are
/// @param classNames empty for numbers
/// @param scale for a pasted table, where its columns were mapped from
/// @param majority the share of the most frequent class in `validation`; NaN for numbers
record Problem(
    DataState data,
    Dataset train,
    Dataset validation,
    Points trainPoints,
    Points validationPoints,
    List<String> classNames,
    @Nullable Map<String, @Nullable Object> scale,
    double majority) {
  /// Side of a picture of a digit.
  static final int SIDE = 28;

  private static final int AT_A_TIME = 500;

  private static final Points NO_POINTS = new Points(new float[0], new float[0]);

  /// Points in the plane.
  ///
  /// @param at x and y by turns
  /// @param labels classes or numbers
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Points(float[] at, float[] labels) {
    int size() {
      return labels.length;
    }
  }

  /// Makes the data of a state.
  ///
  /// **Throws** [StateException] if that makes no sense
  static Problem of(DataState data, NetworkState network) {
    return data.isPictures() ? pictures(data) : plane(data, network.features());
  }

  private static Problem plane(DataState data, List<PlaneFeature> features) {
    PastedTable table = data.set().equals(DataState.CSV) ? PastedTable.read(data.csv()) : null;
    Dataset points = points(data, table);
    Split split;
    try {
      split = Split.trainValidation(points, 1 - data.split(), data.seed());
    } catch (IllegalArgumentException e) {
      throw new StateException("data.split", String.valueOf(e.getMessage()));
    }
    Dataset train = inOrder(split.train(), data);
    return new Problem(
        data,
        PlaneFeature.of(train, features),
        PlaneFeature.of(split.validation(), features),
        read(train),
        read(split.validation()),
        classNames(points.classes(), table),
        table == null ? null : table.scale(),
        majority(split.validation()));
  }

  private static Dataset inOrder(Dataset train, DataState data) {
    if (!data.sorted()) {
      return train;
    }
    if (train.classes() == 0) {
      throw new StateException(
          "data.sorted", data.set() + " has no classes, so it cannot be sorted by them");
    }
    return train.sortedByClass();
  }

  private static List<String> classNames(int classes, @Nullable PastedTable table) {
    return table != null
        ? table.classNames()
        : IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }

  /// The points of a state that are not pictures, before they are split.
  static Dataset points(DataState data, @Nullable PastedTable table) {
    if (table != null) {
      return dataset(table.points(), table.labels(), table.classNames().size());
    }
    if (data.set().equals(DataState.OWN)) {
      return own(data);
    }
    ToySets.Kind kind = ToySets.Kind.named(data.set());
    if (kind.classes() == 0 && data.balance() != 0.5) {
      throw new StateException(
          "data.balance", data.set() + " has no classes, so its balance is 0.5");
    }
    try {
      return ToySets.of(kind, data.points(), data.noise(), data.balance(), data.seed());
    } catch (IllegalArgumentException e) {
      throw new StateException("data.balance", String.valueOf(e.getMessage()));
    }
  }

  private static Dataset own(DataState data) {
    int n = data.own().size();
    TreeSet<Integer> classes = new TreeSet<>();
    float[] at = new float[2 * n];
    float[] labels = new float[n];
    for (int i = 0; i < n; i++) {
      DataState.OwnPoint point = data.own().get(i);
      at[2 * i] = (float) point.x();
      at[2 * i + 1] = (float) point.y();
      labels[i] = point.label();
      classes.add(point.label());
    }
    if (n < 4 || classes.size() < 2) {
      throw new StateException(
          "data.own", "draw at least four points of two classes; there are " + n);
    }
    return dataset(at, labels, classes.last() + 1);
  }

  private static Dataset dataset(float[] at, float[] labels, int classes) {
    Tensor inputs = Tensor.of(at, labels.length, 2);
    if (classes == 0) {
      return TensorDataset.of(inputs, Tensor.of(labels, labels.length, 1));
    }
    int[] numbers = new int[labels.length];
    Arrays.setAll(numbers, i -> (int) labels[i]);
    return TensorDataset.ofClasses(inputs, Tensor.of(numbers), classes);
  }

  private static Points read(Dataset dataset) {
    Batch all = all(dataset);
    return new Points(all.inputs().toFloatArray(), all.labels().toFloatArray());
  }

  private static Batch all(Dataset dataset) {
    return dataset.batch(IntStream.range(0, dataset.size()).toArray());
  }

  private static Problem pictures(DataState data) {
    Split split =
        Split.trainValidation(TensorDataset.of(images(data)), 1 - data.split(), data.seed());
    List<String> names = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
    Dataset train = inOrder(split.train(), data);
    double majority = majority(split.validation());
    return new Problem(
        data, train, split.validation(), NO_POINTS, NO_POINTS, names, null, majority);
  }

  /// The share of the most frequent class: what is right without anything learned.
  private static double majority(Dataset examples) {
    if (examples.classes() == 0) {
      return Double.NaN;
    }
    long[] counts = new long[examples.classes()];
    for (int from = 0; from < examples.size(); from += AT_A_TIME) {
      int[] indices = IntStream.range(from, Math.min(examples.size(), from + AT_A_TIME)).toArray();
      for (int label : examples.batch(indices).labels().toIntArray()) {
        counts[label]++;
      }
    }
    return (double) Arrays.stream(counts).max().orElseThrow() / examples.size();
  }

  private static LabelledImages images(DataState data) {
    if (data.set().equals(DataState.DIGITS)) {
      return GeneratedDigits.generate(data.points(), data.seed());
    }
    LabelledImages all =
        Mnist.load(
                Mnist.find(Optional.empty())
                    .orElseThrow(() ->
                        new StateException(
                            "data.set",
                            "MNIST is not on this machine: run ./descent data fetch, or take"
                                + " digits")))
            .train();
    return all.slice(0, Math.min(all.count(), data.points()));
  }

  /// The number of classes; 0 for numbers.
  int classes() {
    return train.classes();
  }

  boolean isPictures() {
    return data.isPictures();
  }

  /// How many numbers the network yields.
  int outputs() {
    return classes() <= 2 ? 1 : classes();
  }

  /// **Throws** [StateException] if the loss is not for such labels
  void requireFit(LossName loss) {
    if (!loss.fits(classes())) {
      String labels = classes() == 0 ? "numbers" : classes() + " classes";
      throw new StateException(
          "training.loss",
          "the loss %s is not for %s; take one of %s"
              .formatted(loss.label(), labels, LossName.fitting(classes())));
    }
  }

  Map<String, @Nullable Object> toMap(long version) {
    return Json.object(
        "train",
        train.size(),
        "test",
        validation.size(),
        "classes",
        classNames,
        "area",
        isPictures() ? null : List.of(-6, 6, -6, 6),
        "scale",
        scale,
        "majority",
        Double.isNaN(majority) ? null : majority,
        "version",
        version);
  }
}
