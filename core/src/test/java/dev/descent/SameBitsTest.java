package dev.descent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.exec.Engine;
import dev.descent.optim.Adam;
import dev.descent.optim.Sgd;
import dev.descent.optim.UpdateRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The weights after some steps do not depend, to the last bit, on the number of threads or on the
/// style in which the loop is written.
@ResourceLock("engine")
class SameBitsTest {
  private static final int STEPS = 12;

  static Stream<Named<UpdateRule>> rules() {
    return Stream.of(
        Named.of("SGD", new Sgd(0.5)),
        Named.of("SGD with momentum", new Sgd(0.1).momentum(0.9).nesterov(true).weightDecay(1e-4)),
        Named.of("Adam", new Adam(1e-3)));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void forAnyNumberOfThreadsAndEitherStyle(UpdateRule rule) {
    int before = Engine.threads();
    try {
      Engine.threads(1);
      float[] expected = weights(rule, false);
      for (int threads = 1; threads <= 3; threads++) {
        Engine.threads(threads);
        assertThat(weights(rule, false)).as("functional, %d threads", threads).isEqualTo(expected);
        assertThat(weights(rule, true)).as("backward, %d threads", threads).isEqualTo(expected);
      }
    } finally {
      Engine.threads(before);
    }
  }

  private static float[] weights(UpdateRule rule, boolean backward) {
    Training training = new Training(rule, 64, 784, 512, 10);
    for (int step = 0; step < STEPS; step++) {
      float loss = backward ? training.stepByBackward() : training.stepByGradients();
      assertThat(loss).as("loss of step %d", step).isFinite();
    }
    return training.weights();
  }
}
