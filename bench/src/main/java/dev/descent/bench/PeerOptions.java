package dev.descent.bench;

import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/// What `./descent bench peers` tells a program that takes part, and how that answers.
final class PeerOptions {
  private static final long WARM_UP_NANOS = 3_000_000_000L;

  /// What is to be done.
  enum Task {
    /// Train on the first examples of MNIST's training set, shuffled; a series is an epoch.
    TRAIN,
    /// Classify the first images of MNIST's test set; a series is many calls, of which the median
    /// counts. With batch size 1 a call is one image; otherwise it is all of them, in batches of
    /// the size that is fastest.
    INFER,
    /// Train a tanh network on points of the plane, in their order; a series is many updates, of
    /// which the mean time counts.
    PLAYGROUND
  }

  /// What updates the weights.
  enum Rule {
    SGD,
    ADAM
  }

  @Option(names = "--task", description = "${COMPLETION-CANDIDATES}")
  Task task = Task.TRAIN;

  @Option(names = "--data", description = "folder of MNIST's four files")
  Path data = Path.of(".");

  @Option(names = "--layers", split = ",", description = "inputs, hidden units, outputs")
  int[] layers = {784, 512, 10};

  @Option(names = "--optimizer", description = "${COMPLETION-CANDIDATES}")
  Rule rule = Rule.SGD;

  @Option(names = "--lr", description = "learning rate")
  double learningRate = 0.5;

  @Option(names = "--batch-size")
  int batchSize = 128;

  @Option(names = "--examples", description = "how many examples are used, the first ones")
  int examples = 60_000;

  @Option(names = "--series", description = "how many series to report")
  int series = 4;

  @Option(names = "--threads")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--seed")
  long seed = 1;

  PeerOptions() {}

  /// Repeats work whose series are too short for a JVM's compiler, on what is thrown away
  /// afterwards, for three seconds.
  static void warmUp(Runnable work) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < WARM_UP_NANOS) work.run();
  }

  /// Prints a series as a line of JSON.
  ///
  /// @param seconds of an epoch, a call or an update
  /// @param loss mean loss an example
  static void report(double seconds, double loss) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "{\"event\":\"series\",\"seconds\":%.9f,\"loss\":%s}",
            seconds,
            Double.isFinite(loss) ? String.format(Locale.ROOT, "%.6f", loss) : "\"" + loss + "\""));
  }
}
