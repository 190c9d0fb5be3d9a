package dev.descent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.data.GeneratedDigits;
import dev.descent.data.LabelledImages;
import dev.descent.data.Mnist;
import dev.descent.data.TensorDataset;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.optim.Sgd;
import dev.descent.train.EarlyStopping;
import dev.descent.train.EpochResult;
import dev.descent.train.History;
import dev.descent.train.Trainer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The 784-512-10 network learns to read: MNIST where it is, generated digits elsewhere.
@ResourceLock("engine")
class MnistLearningTest {
  private static Optional<Mnist> mnist() {
    String data = System.getenv("DESCENT_DATA");
    return data == null
        ? Optional.empty()
        : Mnist.find(Optional.of(Path.of(data, "mnist"))).map(Mnist::load);
  }

  private static History train(
      LabelledImages train, LabelledImages test, double rate, int epochs, long seed) {
    return Trainer.of(Mlp.of(seed, 784, 512, 10), Losses::crossEntropy, new Sgd(rate))
        .epochs(epochs)
        .batchSize(128)
        .seed(seed)
        .listen(EarlyStopping.atAccuracy(0.98))
        .fit(TensorDataset.of(train), TensorDataset.of(test));
  }

  private static double best(History history) {
    return history.best().map(EpochResult::accuracy).orElse(Double.NaN);
  }

  @Test
  void reaches98PercentWithin8Epochs() {
    Optional<Mnist> mnist = mnist();
    History history =
        mnist.isPresent()
            ? train(mnist.get().train(), mnist.get().test(), 0.5, 8, 1)
            : train(
                GeneratedDigits.generate(12_000, 1), GeneratedDigits.generate(2_000, 2), 0.5, 8, 1);
    assertThat(best(history))
        .as("best test accuracy")
        // Drawn digits are harder than MNIST's, and here there are fewer: 87 % is what they give.
        .isGreaterThanOrEqualTo(mnist.isPresent() ? 0.98 : 0.85);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(longs = {2, 3})
  void reaches98PercentForOtherSeeds(long seed) {
    Mnist mnist =
        mnist()
            .orElseThrow(
                () -> new IllegalStateException("set DESCENT_DATA to the folder of mnist/"));
    assertThat(best(train(mnist.train(), mnist.test(), 0.5, 8, seed))).isGreaterThanOrEqualTo(0.98);
  }

  @Tag("slow")
  @Test
  void theClassicLearningRateGives92PercentInTenEpochs() {
    Mnist mnist =
        mnist()
            .orElseThrow(
                () -> new IllegalStateException("set DESCENT_DATA to the folder of mnist/"));
    assertThat(best(train(mnist.train(), mnist.test(), 0.01, 10, 1))).isBetween(0.911, 0.923);
  }
}
