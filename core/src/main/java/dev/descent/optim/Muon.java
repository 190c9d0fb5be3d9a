package dev.descent.optim;

import dev.descent.tensor.Constant;
import dev.descent.tensor.Shape;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import java.util.List;

/// Muon, for matrices: momentum, made nearly orthogonal, so that every direction in which a layer
/// can change gets about the same step:
///
/// ```text
/// m ← momentum·m + (1 − momentum)·gradient
/// u ← momentum·m + (1 − momentum)·gradient       without Nesterov's momentum u = m
/// X ← u / (‖u‖ + 10⁻⁷)
/// five times: X ← a·X + (b·A + c·A²)·X,  A = X·Xᵀ,  (a, b, c) = (3.4445, −4.7750, 2.0315)
/// w ← w·(1 − learningRate·weightDecay) − learningRate·√max(1, rows/columns)·X
/// ```
///
/// The five Newton-Schulz steps bring the singular values into about 0.7 … 1.2. They run in float32
/// (Jordan's in bfloat16). A parameter with more than two axes counts as a matrix with a row for
/// each index of the first axis. Biases and the like, embeddings and the output layer are better
/// trained by another rule: see [Rules#groupsFor].
///
/// - **Throws** [ShapeException] for a parameter with fewer than two axes
/// - **Source** Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks"
///
/// @param learningRate at least 0
/// @param momentum in [0, 1)
/// @param nesterov whether the gradient is taken ahead of the momentum
/// @param weightDecay at least 0
public record Muon(double learningRate, double momentum, boolean nesterov, double weightDecay)
    implements UpdateRule {
  private static final List<String> STATE = List.of("momentum");
  private static final int NEWTON_SCHULZ_STEPS = 5;
  private static final Tensor A = Constant.of(3.4445);
  private static final Tensor B = Constant.of(-4.7750);
  private static final Tensor C = Constant.of(2.0315);
  private static final Tensor TINY = Constant.of(1e-7);

  /// Checks the numbers.
  public Muon {
    Settings.requireNotNegative("learning rate", learningRate);
    Settings.requireBelowOne("momentum", momentum);
    Settings.requireNotNegative("weight decay", weightDecay);
  }

  /// Muon with Nesterov's momentum 0.95 and no weight decay.
  public Muon(double learningRate) {
    this(learningRate, 0.95, true, 0);
  }

  /// The same with another momentum.
  public Muon momentum(double changed) {
    return new Muon(learningRate, changed, nesterov, weightDecay);
  }

  /// The same with Nesterov's momentum, or without.
  public Muon nesterov(boolean changed) {
    return new Muon(learningRate, momentum, changed, weightDecay);
  }

  /// The same with another weight decay.
  public Muon weightDecay(double changed) {
    return new Muon(learningRate, momentum, nesterov, changed);
  }

  @Override
  public List<String> stateNames() {
    return STATE;
  }

  @Override
  public Tensor init(String name, Shape parameter) {
    if (parameter.rank() < 2) {
      throw new ShapeException(
          "muon",
          "a parameter of shape "
              + parameter
              + " is no matrix; give it another rule: new Optimizer(model, Rules.groupsFor(rule))");
    }
    return UpdateRule.super.init(name, parameter);
  }

  @Override
  public Update apply(Tensor parameter, Tensor gradient, List<Tensor> state, Step step) {
    Tensor mean = Formulas.runningMean(state.getFirst(), gradient, momentum, step);
    Tensor ahead = nesterov ? Formulas.runningMean(mean, gradient, momentum, step) : mean;
    int rows = parameter.size(0);
    int columns = parameter.shape().count() / Math.max(1, rows);
    Tensor direction = orthogonal(ahead.reshape(rows, columns)).reshape(parameter.shape());
    double scale = Math.sqrt(Math.max(1, (double) rows / Math.max(1, columns)));
    Tensor shrunk = Formulas.shrunk(parameter, weightDecay, true, step);
    return new Update(
        shrunk.sub(direction.mul(step.scalar(now -> now.learningRate() * scale))), List.of(mean));
  }

  /// Five Newton-Schulz steps. A tall matrix multiplies by A from the right, so that A is small.
  private static Tensor orthogonal(Tensor matrix) {
    boolean tall = matrix.size(0) > matrix.size(1);
    Tensor x = matrix.div(matrix.square().sum().sqrt().add(TINY));
    for (int i = 0; i < NEWTON_SCHULZ_STEPS; i++) {
      Tensor a = tall ? x.transpose().matmul(x) : x.matmul(x.transpose());
      Tensor b = a.mul(B).add(a.matmul(a).mul(C));
      x = x.mul(A).add(tall ? x.matmul(b) : b.matmul(x));
    }
    return x;
  }
}
