package dev.descent.nn;

import dev.descent.tensor.Graph;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Compares named tensors that are to be loaded with those that are there.
public final class StateNames {
  private static final int SHOWN = 5;

  private StateNames() {}

  /// Requires the same names, and under each name the same shape and type.
  ///
  /// **Throws** [IllegalArgumentException] naming all that differs, in one line
  ///
  /// @param what what is loaded, for the message: "model"
  /// @param own what is there
  /// @param given what is to be loaded
  public static void requireSame(String what, Map<String, Tensor> own, Map<String, Tensor> given) {
    List<String> missing = new ArrayList<>();
    List<String> unexpected = new ArrayList<>();
    List<String> misfits = new ArrayList<>();
    own.forEach((name, tensor) -> {
      Tensor next = given.get(name);
      if (next == null) {
        missing.add(name);
      } else if (!next.shape().equals(tensor.shape()) || next.dtype() != tensor.dtype()) {
        misfits.add(name + " is " + describe(next) + " instead of " + describe(tensor));
      } else if (Graph.isConsumed(next)) {
        misfits.add(
            name
                + " has no value any more, since training went on with its memory; keep a copy: "
                + "Tensor.of(tensor.toFloatArray()).reshape(tensor.shape())");
      }
    });
    for (String name : given.keySet()) {
      if (!own.containsKey(name)) {
        unexpected.add(name);
      }
    }
    List<String> problems = new ArrayList<>();
    report("missing ", missing, problems);
    report("unexpected ", unexpected, problems);
    report("", misfits, problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the state does not fit this " + what + ": " + String.join("; ", problems));
    }
  }

  private static String describe(Tensor tensor) {
    return tensor.dtype() + " " + tensor.shape();
  }

  private static void report(String prefix, List<String> found, List<String> problems) {
    if (!found.isEmpty()) {
      int shown = Math.min(found.size(), SHOWN);
      String rest = found.size() > shown ? " and " + (found.size() - shown) + " more" : "";
      problems.add(prefix + String.join(", ", found.subList(0, shown)) + rest);
    }
  }
}
