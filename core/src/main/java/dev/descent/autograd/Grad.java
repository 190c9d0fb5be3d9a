package dev.descent.autograd;

import dev.descent.tensor.Graph;
import dev.descent.tensor.Tensor;
import dev.descent.tensor.TensorTree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Differentiation of functions: a function goes in, the function that also yields its gradient
/// comes out.
public final class Grad {
  private Grad() {}

  /// The loss of a model on a batch.
  ///
  /// @param <M> the type of the model
  @FunctionalInterface
  public interface ModelLoss<M> {
    /// The scalar loss.
    Tensor of(M model, Tensor inputs, Tensor labels);
  }

  /// A loss function together with its gradients.
  @FunctionalInterface
  public interface LossAndGradients {
    /// The loss on a batch and its gradients with respect to the model's parameters; nothing is
    /// computed yet.
    Step apply(Tensor inputs, Tensor labels);
  }

  /// A loss and its gradients, of one batch.
  ///
  /// @param loss the scalar loss
  /// @param gradients the gradients with respect to the model's parameters
  public record Step(Tensor loss, Gradients gradients) implements TensorTree {
    @Override
    public void forEachTensor(Consumer<Tensor> action) {
      action.accept(loss);
      gradients.forEachTensor(action);
    }
  }

  /// A value and its gradient at one point.
  ///
  /// @param value the scalar value
  /// @param gradient of the point's shape
  public record ValueAndGradient(Tensor value, Tensor gradient) implements TensorTree {
    @Override
    public void forEachTensor(Consumer<Tensor> action) {
      action.accept(value);
      action.accept(gradient);
    }
  }

  /// The loss function of a model, with its gradients with respect to the model's parameters.
  ///
  /// @param model whose variables are differentiated for; it may be updated between calls
  public static <M extends TensorTree> LossAndGradients valueAndGrad(M model, ModelLoss<M> loss) {
    return (inputs, labels) -> {
      List<Tensor> variables = new ArrayList<>();
      model.forEachTensor(tensor -> {
        if (Graph.variable(tensor) != null) {
          variables.add(tensor);
        }
      });
      Tensor value = loss.of(model, inputs, labels);
      return new Step(value, Gradients.ofOwned(value, variables));
    };
  }

  /// A function's value and gradient.
  ///
  /// @param function from a float32 tensor to a scalar
  public static java.util.function.Function<Tensor, ValueAndGradient> valueAndGrad(
      UnaryOperator<Tensor> function) {
    return point -> {
      Tensor variable = point.variable();
      Tensor value = function.apply(variable);
      return new ValueAndGradient(value, Gradients.of(value, List.of(variable)).get(variable));
    };
  }

  /// A function's gradient. It may be differentiated again.
  ///
  /// @param function from a float32 tensor to a scalar
  public static UnaryOperator<Tensor> grad(UnaryOperator<Tensor> function) {
    return point -> valueAndGrad(function).apply(point).gradient();
  }
}
