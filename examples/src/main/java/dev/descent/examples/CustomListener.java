package dev.descent.examples;

import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.optim.Sgd;
import dev.descent.train.History;
import dev.descent.train.StopReason;
import dev.descent.train.TrainEvent;
import dev.descent.train.TrainEvent.EpochEnded;
import dev.descent.train.TrainEvent.Started;
import dev.descent.train.TrainEvent.Stopped;
import dev.descent.train.TrainListener;
import dev.descent.train.Trainer;
import dev.descent.train.TrainingRun;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A listener of your own: it hears everything that happens in a training, and may stop it.
public final class CustomListener {
  private CustomListener() {}

  /// Prints a line an epoch, and stops when the loss is low enough.
  static final class LowEnough implements TrainListener {
    private final double loss;
    private @Nullable TrainingRun run;

    LowEnough(double loss) {
      this.loss = loss;
    }

    @Override
    public void on(TrainEvent event) {
      switch (event) {
        case Started started -> run = started.run();
        case EpochEnded(var result) -> {
          System.out.printf(Locale.ROOT, "epoch %d: loss %.4f%n", result.epoch(), result.loss());
          if (run != null && result.loss() < loss) {
            run.requestStop(StopReason.EARLY, "the loss is below " + loss);
          }
        }
        case Stopped(var history) ->
            System.out.printf(
                Locale.ROOT, "after %d steps: %s%n", history.steps(), history.detail());
        default -> {}
      }
    }
  }

  static History train() {
    return Trainer.of(Mlp.of(1, 2, 16, 2), Losses::crossEntropy, new Sgd(0.5))
        .epochs(100)
        .batchSize(32)
        .listen(new LowEnough(0.1))
        .fit(SixLines.MOONS);
  }

  /// Trains with it.
  public static void main() {
    train();
  }
}
