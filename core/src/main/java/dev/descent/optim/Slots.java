package dev.descent.optim;

import dev.descent.nn.Parameter;
import dev.descent.nn.State;
import dev.descent.nn.StateNames;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All parameters in training.
final class Slots {
  private final List<Slot> slots;

  Slots(List<Slot> slots) {
    this.slots = List.copyOf(slots);
  }

  Slot get(int index) {
    return slots.get(index);
  }

  /// A tensor for each parameter, or null.
  List<@Nullable Tensor> collect(Function<Parameter, @Nullable Tensor> function) {
    List<@Nullable Tensor> found = new ArrayList<>(slots.size());
    for (Slot slot : slots) {
      found.add(function.apply(slot.parameter()));
    }
    return found;
  }

  void zeroGrad() {
    for (Slot slot : slots) {
      slot.parameter().zeroGrad();
    }
  }

  void requireGradient() {
    for (Slot slot : slots) {
      if (slot.parameter().gradient() != null) {
        return;
      }
    }
    throw new IllegalStateException(
        "no parameter has a gradient; call loss.backward() before step()");
  }

  void revert() {
    slots.forEach(Slot::revert);
  }

  /// Hands out the kept tensors.
  void forEachTensor(Consumer<Tensor> action) {
    for (int i = 0; i < slots.size(); i++) {
      slots.get(i).forEachTensor(action);
    }
  }

  void repeat(long count, IntToDoubleFunction rateOfGroup) {
    for (Slot slot : slots) {
      slot.step().repeat(count, rateOfGroup.applyAsDouble(slot.group()));
    }
  }

  void forEachState(Consumer<State> action) {
    slots.forEach(slot -> slot.forEachKept((_, buffer) -> action.accept(buffer)));
  }

  void forEachScalar(Consumer<Supplier<Tensor>> action) {
    slots.forEach(slot -> slot.step().forEachScalar(action));
  }

  /// Hands out the gradients, and once the losses that they are of.
  void forEachGradientAndLoss(Consumer<Tensor> action) {
    @Nullable Tensor last = null;
    for (Slot slot : slots) {
      Tensor gradient = slot.parameter().gradient();
      if (gradient != null) {
        action.accept(gradient);
      }
      for (Tensor loss : slot.parameter().takeLosses()) {
        if (loss != last) { // usually all parameters have the same one
          action.accept(loss);
          last = loss;
        }
      }
    }
  }

  /// The kept tensors by dotted name.
  Map<String, Tensor> state() {
    Map<String, Tensor> found = new LinkedHashMap<>();
    slots.forEach(slot -> slot.forEachKept((name, buffer) -> found.put(name, buffer.value())));
    return found;
  }

  /// Replaces all kept tensors, or none.
  void load(Map<String, Tensor> values) {
    StateNames.requireSame("optimizer", state(), values);
    slots.forEach(slot ->
        slot.forEachKept(
            (name, buffer) -> buffer.assign(Objects.requireNonNull(values.get(name)))));
  }

  /// The gradients that there are, by dotted name.
  Map<String, Tensor> gradients() {
    Map<String, Tensor> found = new LinkedHashMap<>();
    for (Slot slot : slots) {
      Tensor gradient = slot.parameter().gradient();
      if (gradient != null) {
        found.put(slot.name(), gradient);
      }
    }
    return found;
  }

  /// Replaces all gradients, or none.
  void gradients(Map<String, Tensor> values) {
    Map<String, Tensor> own = new LinkedHashMap<>();
    for (Slot slot : slots) {
      if (values.containsKey(slot.name())) {
        own.put(slot.name(), slot.parameter().value());
      }
    }
    StateNames.requireSame("optimizer", own, values);
    zeroGrad();
    for (Slot slot : slots) {
      Tensor gradient = values.get(slot.name());
      if (gradient != null) {
        slot.parameter().gradient(gradient);
      }
    }
  }
}
