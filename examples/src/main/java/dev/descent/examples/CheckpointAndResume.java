package dev.descent.examples;

import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.nn.Parameter;
import dev.descent.optim.Adam;
import dev.descent.train.Checkpoint;
import dev.descent.train.Checkpoints;
import dev.descent.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.stream.Stream;

/// Stop a training, go on with it later, and come to the weights that it would have had, to the
/// last bit: optimizer, order of the data and counters are all in the checkpoint.
public final class CheckpointAndResume {
  private CheckpointAndResume() {}

  private static Trainer trainer(Mlp model) {
    return Trainer.of(model, Losses::crossEntropy, new Adam(0.01)).batchSize(32).seed(1);
  }

  static Mlp uninterrupted() {
    Mlp model = Mlp.of(1, 2, 16, 2);
    trainer(model).epochs(6).fit(SixLines.MOONS);
    return model;
  }

  static Mlp inTwoParts(Path folder) {
    try (Checkpoints checkpoints = Checkpoints.in(folder)) {
      trainer(Mlp.of(1, 2, 16, 2)).epochs(3).listen(checkpoints).fit(SixLines.MOONS);
    }
    Checkpoint newest = Checkpoint.newest(folder, IO::println).orElseThrow();
    Mlp model = Mlp.of(2, 2, 16, 2); // other weights: the checkpoint's replace them
    trainer(model).epochs(6).resumeFrom(newest).fit(SixLines.MOONS);
    return model;
  }

  private static boolean same(Mlp first, Mlp second) {
    Iterator<Parameter> others = second.parameters().values().iterator();
    for (Parameter parameter : first.parameters().values()) {
      float[] weights = parameter.value().toFloatArray();
      if (!Arrays.equals(weights, others.next().value().toFloatArray())) {
        return false;
      }
    }
    return true;
  }

  /// Trains both ways, and compares.
  public static void main() throws Exception {
    Path folder = Files.createTempDirectory("descent-example");
    boolean same = same(uninterrupted(), inTwoParts(folder));
    IO.println("the same to the last bit: " + same);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
