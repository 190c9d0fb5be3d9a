package dev.descent.data;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Constants by the names that people write.
final class Labels {
  private Labels() {}

  /// The constant of a name.
  ///
  /// **Throws** [IllegalArgumentException] that lists the names there are
  ///
  /// @param what for the message: "toy set"
  static <E extends Enum<E>> E named(
      String what, Class<E> type, Function<E, String> label, String name) {
    E[] all = type.getEnumConstants();
    return Arrays.stream(all)
        .filter(constant -> label.apply(constant).equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no %s \"%s\"; choose one of %s"
                    .formatted(
                        what,
                        name,
                        Arrays.stream(all).map(label).collect(Collectors.joining(", ")))));
  }
}
