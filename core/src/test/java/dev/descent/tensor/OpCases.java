package dev.descent.tensor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The cases by which every operation is checked.
final class OpCases {
  /// The operations through which no gradient passes, on purpose.
  static final Set<String> WITHOUT_DERIVATIVE =
      Set.of(
          "Unary.SIGN",
          "Unary.STOP_GRADIENT",
          "Binary.EQUAL",
          "Binary.NOT_EQUAL",
          "Binary.LESS",
          "Binary.LESS_EQUAL",
          "Binary.GREATER",
          "Binary.GREATER_EQUAL",
          "Cast.INT32",
          "Cast.UINT8",
          "Constant",
          "Iota",
          "RandomUniform",
          "ArgReduce");

  private OpCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>(ElementwiseCases.all());
    cases.addAll(StructuralCases.all());
    return cases;
  }

  /// The cases whose derivatives are checked.
  static List<OpCase> differentiable() {
    return all().stream().filter(c -> c.smooth() && !operandsWithDerivative(c).isEmpty()).toList();
  }

  /// The operands of a case that receive a gradient.
  static List<Integer> operandsWithDerivative(OpCase c) {
    Tensor[] inputs = c.leaves();
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = inputs[i].dtype() == DType.FLOAT32 ? inputs[i].variable() : inputs[i];
    }
    Tensor output = Tensor.apply(c.op(), inputs);
    List<Integer> operands = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i].dtype() == DType.FLOAT32
          && output.dtype() == DType.FLOAT32
          && c.op().derivative(i, Tensor.scalar(1).broadcastTo(output.shape()), inputs, output)
              != null) {
        operands.add(i);
      }
    }
    return operands;
  }

  /// The operations that the cases leave out.
  static Set<String> missing(Collection<OpCase> cases) {
    Set<String> missing = new TreeSet<>(OpRegister.keys());
    cases.forEach(c -> missing.remove(c.key()));
    return missing;
  }
}
