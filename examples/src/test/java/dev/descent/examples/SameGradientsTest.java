package dev.descent.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.autograd.Gradients;
import dev.descent.kernel.Reference;
import dev.descent.scalar.Value;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The same random expressions of scalars and of tensors have the same gradients.
class SameGradientsTest {
  private static final int EXPRESSIONS = 1000;
  private static final int LEAVES = 4;
  private static final int OPERATIONS = 12;

  /// The same number in both engines.
  private record Twin(Value value, Tensor tensor) {}

  @Test
  void scalarsAndTensorsInDoublesHaveTheSameGradients() {
    double largest = 0;
    for (int seed = 0; seed < EXPRESSIONS; seed++) {
      Random random = new Random(seed);
      List<Twin> leaves = leaves(random);
      Twin result = expression(leaves, random);
      result.value.backward();
      List<Tensor> variables = leaves.stream().map(Twin::tensor).toList();
      List<Tensor> gradients = Gradients.of(result.tensor, variables).list();
      for (int i = 0; i < LEAVES; i++) {
        double expected = new Reference().evaluate(gradients.get(i))[0];
        double tolerance = 1e-12 * Math.max(1, Math.abs(expected));
        assertThat(leaves.get(i).value.grad)
            .as("expression %d, leaf %d", seed, i)
            .isCloseTo(expected, within(tolerance));
        largest = Math.max(largest, Math.abs(expected));
      }
    }
    assertThat(largest).isGreaterThan(1);
  }

  private static List<Twin> leaves(Random random) {
    List<Twin> leaves = new ArrayList<>();
    for (int i = 0; i < LEAVES; i++) {
      float number = 4 * random.nextFloat() - 2;
      leaves.add(new Twin(Value.of(number), Tensor.scalar(number).variable()));
    }
    return leaves;
  }

  private static Twin expression(List<Twin> leaves, Random random) {
    List<Twin> twins = new ArrayList<>(leaves);
    for (int i = 0; i < OPERATIONS; i++) {
      Twin a = twins.get(random.nextInt(twins.size()));
      Twin b = twins.get(random.nextInt(twins.size()));
      float number = 4 * random.nextFloat() - 2;
      Value v = a.value;
      Tensor t = a.tensor;
      twins.add(
          switch (random.nextInt(11)) {
            case 0 -> new Twin(v.add(b.value), t.add(b.tensor));
            case 1 -> new Twin(v.sub(b.value), t.sub(b.tensor));
            case 2 -> new Twin(v.tanh().mul(b.value), t.tanh().mul(b.tensor));
            case 3 -> new Twin(v.div(b.value.exp()), t.div(b.tensor.exp()));
            case 4 -> new Twin(v.sigmoid().add(1).pow(number), t.sigmoid().add(1).pow(number));
            case 5 -> new Twin(v.tanh().exp(), t.tanh().exp());
            case 6 -> new Twin(v.mul(v).add(0.5).log(), t.mul(t).add(0.5).log());
            case 7 -> new Twin(v.relu(), t.relu());
            case 8 -> new Twin(v.sigmoid(), t.sigmoid());
            case 9 -> new Twin(v.tanh(), t.tanh());
            default -> new Twin(v.mul(number).neg(), t.mul(number).neg());
          });
    }
    return twins.stream()
        .reduce((a, b) -> new Twin(a.value.add(b.value), a.tensor.add(b.tensor)))
        .orElseThrow();
  }
}
