package dev.descent.optim;

import dev.descent.tensor.Shape;
import dev.descent.tensor.Tensor;
import java.util.List;

/// How an optimizer makes a parameter's next value from its gradient: a pure function that builds
/// tensors and computes nothing.
///
/// A new optimizer is one record that implements this. It must use numbers that are given in Java
/// (rates, decays, corrections that depend on the step) through [Step#scalar], so that changing
/// them costs no new plan.
public interface UpdateRule {
  /// The learning rate to begin with.
  double learningRate();

  /// The names of the tensors that are kept for each parameter from step to step, such as
  /// "momentum"; they are part of the keys in checkpoints.
  default List<String> stateNames() {
    return List.of();
  }

  /// The first value of a kept tensor: by default zeros of the parameter's shape.
  ///
  /// @param name one of [#stateNames()]
  /// @param parameter the parameter's shape
  default Tensor init(String name, Shape parameter) {
    return Tensor.zeros(parameter.toArray());
  }

  /// The next value of a parameter.
  ///
  /// @param parameter the present value
  /// @param gradient of the parameter's shape
  /// @param state the kept tensors, in the order of [#stateNames()]
  /// @param step the source of the learning rate and of whatever else depends on the step
  Update apply(Tensor parameter, Tensor gradient, List<Tensor> state, Step step);

  /// What a rule yields.
  ///
  /// @param parameter the next value, of the parameter's shape
  /// @param state the next kept tensors, in the order of [UpdateRule#stateNames()]
  record Update(Tensor parameter, List<Tensor> state) {}
}
