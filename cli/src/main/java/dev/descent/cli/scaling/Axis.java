package dev.descent.cli.scaling;

import dev.descent.optim.Sgd;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Something along which training grows.
public enum Axis {
  /// Units of the hidden layer of 784-width-10, batch 128.
  WIDTH("width", "784-width-10, batch 128", 128, 256, 512, 1024, 2048, 4096),
  /// Hidden layers of 256 units, batch 128.
  DEPTH("depth", "784, so many layers of 256, 10, batch 128", 1, 2, 4, 8, 16, 32),
  /// Examples a step of 784-512-10.
  BATCH("batch", "784-512-10", 1, 4, 16, 64, 256, 1024, 4096, 16384, 60000),
  /// Threads for 784-512-10, batch 128: up to one a processor.
  THREADS("threads", "784-512-10, batch 128");

  private static final int PIXELS = 784;
  private static final int CLASSES = 10;
  private static final int HIDDEN = 512;
  private static final int NARROW = 256;
  private static final int BATCH_SIZE = 128;

  // Small, so that random labels do not lead to infinite weights.
  private static final double RATE = 1e-4;

  private final String label;
  private final String network;
  private final int[] places;

  Axis(String label, String network, int... places) {
    this.label = label;
    this.network = network;
    this.places = places;
  }

  /// Its name, as in `--along width`.
  public String label() {
    return label;
  }

  /// What is trained, in words.
  public String network() {
    return network;
  }

  /// Where on it is measured.
  ///
  /// @param threads the most threads that are used
  List<Integer> places(int threads) {
    return this == THREADS
        ? IntStream.rangeClosed(1, threads)
            .filter(count -> count == threads || Integer.bitCount(count) == 1)
            .boxed()
            .toList()
        : IntStream.of(places).boxed().toList();
  }

  /// The step at a place.
  Work work(int place) {
    List<Integer> sizes = new ArrayList<>(List.of(PIXELS));
    switch (this) {
      case WIDTH -> sizes.add(place);
      case DEPTH -> sizes.addAll(Collections.nCopies(place, NARROW));
      case BATCH, THREADS -> sizes.add(HIDDEN);
    }
    sizes.add(CLASSES);
    return new Work("SGD", new Sgd(RATE), 0, this == BATCH ? place : BATCH_SIZE, sizes);
  }
}
