package dev.descent.optim;

import dev.descent.tensor.Constant;
import dev.descent.tensor.PlainNumber;
import dev.descent.tensor.Tensor;
import java.util.List;

/// Limits gradients before a step, so that one bad batch cannot throw the weights far away.
///
/// Nothing is computed: clipping is part of the step's graph. A gradient within the limit is not
/// changed by a bit. One that is no number stays so, and a norm that is not finite (above 1.8·10¹⁹
/// the squares overflow) makes the gradients NaN: training diverges where it can be seen, instead
/// of standing still.
public sealed interface Clipping {
  /// The clipped gradients, in the same order.
  List<Tensor> apply(List<Tensor> gradients);

  /// No clipping.
  static Clipping none() {
    return new None();
  }

  /// Every element into [−limit, limit].
  ///
  /// @param limit above 0
  static Clipping byValue(double limit) {
    return new ByValue(limit);
  }

  /// Every gradient by itself scaled down to a Euclidean norm of at most `limit`.
  ///
  /// @param limit above 0
  static Clipping byNorm(double limit) {
    return new ByNorm(limit);
  }

  /// All gradients scaled down by one factor, to a Euclidean norm of all their elements together of
  /// at most `limit`.
  ///
  /// - **Source** Pascanu, Mikolov and Bengio 2013, "On the difficulty of training recurrent neural
  ///   networks"
  ///
  /// @param limit above 0
  static Clipping byGlobalNorm(double limit) {
    return new ByGlobalNorm(limit);
  }

  /// A clipping in words: `none`, `value:0.5`, `norm:1` or `global-norm:1`, which its `toString()`
  /// gives back.
  ///
  /// **Throws** [IllegalArgumentException] that says what there is
  static Clipping named(String text) {
    TextForm form =
        TextForm.parse(
            "clipping", text, List.of("none", "value:limit", "norm:limit", "global-norm:limit"));
    return switch (form.name()) {
      case "none" -> none();
      case "value" -> byValue(form.number("limit"));
      case "norm" -> byNorm(form.number("limit"));
      default -> byGlobalNorm(form.number("limit"));
    };
  }

  /// The Euclidean norm of all elements of all tensors, a scalar.
  static Tensor norm(List<Tensor> tensors) {
    Tensor squares = tensors.getFirst().square().sum();
    for (Tensor tensor : tensors.subList(1, tensors.size())) {
      squares = squares.add(tensor.square().sum());
    }
    return squares.sqrt();
  }

  /// limit / max(norm, limit): exactly 1 within the limit, and NaN for a norm that is not finite,
  /// since ∞ − ∞ is.
  private static Tensor factor(Tensor norm, double limit) {
    Tensor most = Constant.of(limit);
    return most.div(norm.maximum(most)).add(norm.sub(norm));
  }

  /// See [#none()].
  record None() implements Clipping {
    @Override
    public List<Tensor> apply(List<Tensor> gradients) {
      return gradients;
    }

    @Override
    public String toString() {
      return "none";
    }
  }

  /// See [#byValue].
  ///
  /// @param limit above 0
  record ByValue(double limit) implements Clipping {
    /// Checks the limit.
    public ByValue {
      Settings.requirePositive("limit of a gradient's elements", limit);
    }

    @Override
    public List<Tensor> apply(List<Tensor> gradients) {
      Tensor high = Constant.of(limit);
      Tensor low = Constant.of(-limit);
      return gradients.stream().map(gradient -> gradient.maximum(low).minimum(high)).toList();
    }

    @Override
    public String toString() {
      return "value:" + PlainNumber.of(limit);
    }
  }

  /// See [#byNorm].
  ///
  /// @param limit above 0
  record ByNorm(double limit) implements Clipping {
    /// Checks the limit.
    public ByNorm {
      Settings.requirePositive("limit of a gradient's norm", limit);
    }

    @Override
    public List<Tensor> apply(List<Tensor> gradients) {
      return gradients.stream()
          .map(gradient -> gradient.mul(factor(norm(List.of(gradient)), limit)))
          .toList();
    }

    @Override
    public String toString() {
      return "norm:" + PlainNumber.of(limit);
    }
  }

  /// See [#byGlobalNorm].
  ///
  /// @param limit above 0
  record ByGlobalNorm(double limit) implements Clipping {
    /// Checks the limit.
    public ByGlobalNorm {
      Settings.requirePositive("limit of the gradients' norm", limit);
    }

    @Override
    public List<Tensor> apply(List<Tensor> gradients) {
      if (gradients.isEmpty()) {
        return gradients;
      }
      Tensor factor = factor(norm(gradients), limit);
      return gradients.stream().map(gradient -> gradient.mul(factor)).toList();
    }

    @Override
    public String toString() {
      return "global-norm:" + PlainNumber.of(limit);
    }
  }
}
