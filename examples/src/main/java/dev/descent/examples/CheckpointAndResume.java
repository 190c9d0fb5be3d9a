package dev.descent.examples;

import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.optim.Adam;
import dev.descent.train.Checkpoint;
import dev.descent.train.Checkpoints;
import dev.descent.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

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

  static float[] weights(Mlp model) {
    return model.state().get("hidden.weight").toFloatArray();
  }

  /// Trains both ways, and compares.
  public static void main() throws Exception {
    Path folder = Files.createTempDirectory("descent-example");
    boolean same = Arrays.equals(weights(uninterrupted()), weights(inTwoParts(folder)));
    IO.println("the same to the last bit: " + same);
    IO.println("the checkpoints are in " + folder);
  }
}
