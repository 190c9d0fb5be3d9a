package dev.descent.train.coach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.data.Dataset;
import dev.descent.data.TensorDataset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// No false alarm: the usual ways to train 784-512-10 on digits leave the coach silent.
@ResourceLock("engine")
class HealthyRunsTest {
  private static final int EPOCHS = 3;

  private static List<Advice> advice(Runs.Recipe recipe, Dataset train, Dataset test, long seed) {
    return Coach.review(Runs.events(recipe, train, test, EPOCHS, seed));
  }

  @Test
  void generatedDigits() {
    for (Runs.Recipe recipe : Runs.HEALTHY.subList(0, 3)) {
      assertThat(advice(recipe, Runs.digits(3000, 1), Runs.digits(500, 2), 1))
          .as(recipe.name())
          .isEmpty();
    }
  }

  static Stream<Runs.Recipe> recipes() {
    return Runs.HEALTHY.stream();
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("recipes")
  void mnistForFiveSeeds(Runs.Recipe recipe) {
    var mnist =
        Runs.mnist()
            .orElseThrow(
                () -> new IllegalStateException("set DESCENT_DATA to the folder of mnist/"));
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(
              advice(recipe, TensorDataset.of(mnist.train()), TensorDataset.of(mnist.test()), seed))
          .as("%s, seed %d", recipe.name(), seed)
          .isEmpty();
    }
  }
}
