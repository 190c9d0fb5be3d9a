package dev.descent.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Times a network that classifies MNIST's test images.
final class Inference {
  private static final int SINGLE_CALLS = 5_000;
  private static final int BATCH_CALLS = 5;
  private static final int[] BATCH_SIZES = {10_000, 5_000, 2_000, 1_000, 500};

  private final PeerOptions options;
  private final float[] images;
  private final long[] labels;

  Inference(PeerOptions options) throws IOException {
    this.options = options;
    this.images = IdxFiles.images(options.data, "t10k");
    this.labels = IdxFiles.labels(options.data, "t10k");
  }

  /// A system's network.
  ///
  /// @param <T> images as the system holds them
  interface Network<T> {
    /// Puts images where the system wants them, ahead of a call; not timed.
    T prepare(float[] images, int count);

    /// The outputs for images that were prepared, read back.
    float[] logits(T prepared);

    /// The outputs for one image, from its floats to theirs.
    float[] logits(float[] image);
  }

  /// Reports a line a series.
  void run(Network<?> network) {
    if (options.batchSize == 1) {
      single(network);
    } else {
      batches(network);
    }
  }

  private void single(Network<?> network) {
    float[][] rows = new float[options.examples][];
    for (int i = 0; i < rows.length; i++) rows[i] = image(i, 1);
    float[][] logits = new float[rows.length][];
    double[] seconds = new double[SINGLE_CALLS];
    PeerOptions.warmUp(() -> network.logits(rows[0]));
    for (int series = 0; series < options.series; series++) {
      for (int call = 0; call < SINGLE_CALLS; call++) {
        int row = call % rows.length;
        long start = System.nanoTime();
        logits[row] = network.logits(rows[row]);
        seconds[call] = (System.nanoTime() - start) / 1e9;
      }
      PeerOptions.report(median(seconds), loss(List.of(logits)));
    }
  }

  private <T> void batches(Network<T> network) {
    int best = BATCH_SIZES[0];
    double shortest = Double.POSITIVE_INFINITY;
    for (int size : BATCH_SIZES) {
      if (options.examples % size != 0) continue;
      double took = median(timed(network, prepared(network, size), new ArrayList<>()));
      if (took < shortest) {
        shortest = took;
        best = size;
      }
    }
    List<T> prepared = prepared(network, best);
    for (int series = 0; series < options.series; series++) {
      List<float[]> logits = new ArrayList<>();
      double[] seconds = timed(network, prepared, logits);
      PeerOptions.report(median(seconds), loss(logits));
    }
  }

  private <T> List<T> prepared(Network<T> network, int size) {
    List<T> prepared = new ArrayList<>();
    for (int begin = 0; begin < options.examples; begin += size) {
      prepared.add(network.prepare(image(begin, size), size));
    }
    return prepared;
  }

  /// Seconds of several passes over all images.
  ///
  /// @param logits receives the outputs of the last
  private static <T> double[] timed(Network<T> network, List<T> prepared, List<float[]> logits) {
    double[] seconds = new double[BATCH_CALLS];
    for (int call = 0; call < BATCH_CALLS; call++) {
      logits.clear();
      long start = System.nanoTime();
      for (T batch : prepared) logits.add(network.logits(batch));
      seconds[call] = (System.nanoTime() - start) / 1e9;
    }
    return seconds;
  }

  private float[] image(int begin, int count) {
    return Arrays.copyOfRange(images, begin * IdxFiles.PIXELS, (begin + count) * IdxFiles.PIXELS);
  }

  /// Mean cross entropy, so that it shows whether the networks compute the same.
  private double loss(List<float[]> outputs) {
    int classes = options.layers[options.layers.length - 1];
    double sum = 0;
    int image = 0;
    for (float[] logits : outputs) {
      for (int from = 0; from < logits.length; from += classes) {
        double exponentials = 0;
        for (int c = 0; c < classes; c++) exponentials += Math.exp(logits[from + c]);
        sum += Math.log(exponentials) - logits[from + (int) labels[image++]];
      }
    }
    return sum / image;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
