package dev.descent.kernel;

import dev.descent.tensor.DType;
import dev.descent.tensor.Graph;
import dev.descent.tensor.Op;
import dev.descent.tensor.Shape;
import dev.descent.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// Evaluates graphs in double precision, one operation after the other, by the operations' own
/// references: slow, plain, and the measure of everything fast.
public final class Reference {
  private final Map<Long, double[]> values = new HashMap<>();

  /// Sets the elements of a tensor instead of those that it has.
  public Reference with(Tensor tensor, double[] elements) {
    values.put(Graph.id(tensor), elements.clone());
    return this;
  }

  /// The elements of a tensor, row-major.
  public double[] evaluate(Tensor root) {
    Deque<Tensor> stack = new ArrayDeque<>();
    stack.push(root);
    while (!stack.isEmpty()) {
      Tensor node = stack.peek();
      if (values.containsKey(Graph.id(node))) {
        stack.pop();
        continue;
      }
      boolean ready = true;
      for (Tensor input : Graph.inputs(node)) {
        if (!values.containsKey(Graph.id(input))) {
          stack.push(input);
          ready = false;
        }
      }
      if (ready) {
        stack.pop();
        values.put(Graph.id(node), compute(node));
      }
    }
    return value(root).clone();
  }

  private double[] value(Tensor tensor) {
    return Objects.requireNonNull(values.get(Graph.id(tensor)));
  }

  private double[] compute(Tensor node) {
    Op op = Graph.op(node);
    Tensor[] inputs = Graph.inputs(node);
    if (op == null || Graph.isReleased(node)) {
      float[] elements = node.toFloatArray();
      double[] wide = new double[elements.length];
      int[] exact = node.dtype() == DType.INT32 ? node.toIntArray() : new int[0];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = exact.length > 0 ? exact[i] : elements[i];
      }
      return wide;
    }
    double[][] operands = new double[inputs.length][];
    Shape[] shapes = new Shape[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      operands[i] = value(inputs[i]);
      shapes[i] = inputs[i].shape();
    }
    return op.reference(operands, shapes, node.shape());
  }
}
