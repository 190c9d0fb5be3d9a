package dev.descent.nn;

import dev.descent.tensor.Graph;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import dev.descent.tensor.Unary;
import dev.descent.tensor.Variable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tensor that training replaces, step by step, by better ones, together with its gradient.
///
/// Gradients **accumulate**: `backward()` adds to what is there, until [#zeroGrad()].
public final class Parameter extends State implements Variable {
  private final List<Tensor> losses = new ArrayList<>();
  private @Nullable Tensor gradient;
  private @Nullable Tensor spare;
  private int stepsTaken;

  /// A parameter with its first value.
  public Parameter(Tensor initial) {
    super(initial);
  }

  @Override
  Tensor adopt(Tensor fresh) {
    return Graph.asVariable(fresh, this);
  }

  /// The sum of the gradients since the last [#zeroGrad()], of the value's shape; null if there
  /// were none.
  public @Nullable Tensor gradient() {
    return gradient;
  }

  /// How many steps of an optimizer have used the gradient, or a part of it, since it was last set
  /// or forgotten. It is more than one if [#zeroGrad()] is forgotten.
  public int stepsTaken() {
    return stepsTaken;
  }

  /// The gradient for a step of an optimizer, which is noted.
  public @Nullable Tensor takeGradient() {
    if (gradient != null) {
      stepsTaken++;
    }
    return gradient;
  }

  /// Sets the gradient, for example to a clipped one.
  ///
  /// **Throws** [ShapeException] if its shape is not the value's
  public void gradient(Tensor next) {
    if (!next.shape().equals(shape())) {
      throw new ShapeException(
          "gradient", "shape " + next.shape() + " is not the parameter's " + shape());
    }
    Tensor fresh = Tensor.apply(Unary.STOP_GRADIENT, next);
    Tensor old = gradient != null ? gradient : spare;
    gradient = old == null ? fresh : Graph.replacing(fresh, old);
    spare = null;
    stepsTaken = 0;
  }

  @Override
  public void accumulate(Tensor part, Tensor loss) {
    int steps = stepsTaken;
    gradient(gradient == null ? part : gradient.add(part));
    stepsTaken = steps;
    losses.add(loss);
  }

  /// Hands out the losses whose gradients were added since the last call: they are best computed
  /// together with the gradients, in one piece of work.
  public List<Tensor> takeLosses() {
    List<Tensor> taken = List.copyOf(losses);
    losses.clear();
    return taken;
  }

  /// Forgets the gradient. Its memory serves the next one.
  public void zeroGrad() {
    if (gradient != null) {
      spare = gradient;
    }
    gradient = null;
    stepsTaken = 0;
    losses.clear();
  }
}
