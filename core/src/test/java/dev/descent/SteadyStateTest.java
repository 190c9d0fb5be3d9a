package dev.descent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.descent.exec.Engine;
import dev.descent.optim.Adam;
import dev.descent.optim.Sgd;
import dev.descent.optim.UpdateRule;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// After the first steps, a step finds its plan, allocates next to nothing, and leaves nothing
/// behind.
@ResourceLock("engine")
class SteadyStateTest {
  private static final long KIB = 1024;

  /// Until the native calls are compiled, the interpreter allocates their arguments.
  private static final int WARM_UP = 800;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyStepFindsItsPlan(boolean backward) {
    Training training = new Training(new Sgd(0.1).momentum(0.9), 32, 784, 64, 10);
    Consumer<Training> step = style(backward);
    step.accept(training);
    step.accept(training);
    Engine.Statistics before = Engine.statistics();
    for (int i = 0; i < 50; i++) {
      step.accept(training);
    }
    Engine.Statistics after = Engine.statistics();
    assertThat(after.planMisses() - before.planMisses()).as("plan misses after step 2").isZero();
    assertThat(after.planHits() - before.planHits()).as("plan hits in 50 steps").isEqualTo(50);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStepAllocatesAtMost16KiB(boolean backward) {
    assertThat(allocationPerStep(new Sgd(0.1), backward)).isLessThanOrEqualTo(16 * KIB);
  }

  @Test
  void aStepOfAdamAllocatesAtMost32KiB() {
    assertThat(allocationPerStep(new Adam(1e-3), false)).isLessThanOrEqualTo(32 * KIB);
  }

  private static long allocationPerStep(UpdateRule rule, boolean backward) {
    Training training = new Training(rule, 128, 784, 512, 10);
    Consumer<Training> step = style(backward);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int steps = 100;
    for (int i = 0; i < WARM_UP; i++) {
      step.accept(training);
    }
    long before = threads.getTotalThreadAllocatedBytes();
    for (int i = 0; i < steps; i++) {
      step.accept(training);
    }
    return (threads.getTotalThreadAllocatedBytes() - before) / steps;
  }

  @Test
  void theHeapIsFlatOver20000Steps() {
    Training training = new Training(new Sgd(0.1), 8, 16, 16, 4);
    for (int i = 0; i < 2000; i++) {
      training.stepByGradients();
    }
    long before = usedHeap();
    for (int i = 0; i < 20_000; i++) {
      training.stepByGradients();
    }
    assertThat(usedHeap() - before).as("bytes left behind by 20,000 steps").isLessThan(512 * KIB);
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static Consumer<Training> style(boolean backward) {
    return backward ? Training::stepByBackward : Training::stepByGradients;
  }
}
