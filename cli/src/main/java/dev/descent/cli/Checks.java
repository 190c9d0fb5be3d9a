package dev.descent.cli;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Checks what was said on the command line, with errors that name the option.
record Checks(CommandLine command) {
  static final int MOST = 1_000_000;

  /// A whole number from 1 to a million, if it was given.
  void count(String name, @Nullable Integer value) {
    count(name, value, MOST);
  }

  /// A whole number from 1 to `most`, if it was given.
  void count(String name, @Nullable Integer value, int most) {
    whole(name, value, 1, most);
  }

  /// A whole number from `least` to `most`, if it was given.
  void whole(String name, @Nullable Integer value, int least, int most) {
    if (value != null && (value < least || value > most)) {
      throw wrong(
          "%s must be a whole number from %d%s, not %d"
              .formatted(name, least, most == Integer.MAX_VALUE ? " up" : " to " + most, value));
    }
  }

  /// The name of a folder, if it was given.
  void folder(String name, @Nullable Path folder) {
    if (folder != null && folder.toString().isBlank()) {
      throw wrong(name + " needs the name of a folder, not an empty one");
    }
  }

  /// A number of at least `least` and below `end`, if it was given.
  void within(String name, @Nullable Double value, double least, double end, String expected) {
    if (value != null) {
      require(value >= least && value < end, name, expected, value);
    }
  }

  void require(boolean holds, String name, String expected, double value) {
    if (!holds) {
      throw wrong("%s must be %s, not %s".formatted(name, expected, value));
    }
  }

  /// What a text means; where it means nothing, the option is named.
  <T extends @Nullable Object> T meaning(String name, Supplier<T> parser) {
    try {
      return parser.get();
    } catch (IllegalArgumentException e) {
      throw wrong(name + ": " + e.getMessage());
    }
  }

  ParameterException wrong(String message) {
    return new ParameterException(command, message);
  }
}
