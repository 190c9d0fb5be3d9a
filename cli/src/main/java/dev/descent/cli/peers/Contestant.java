package dev.descent.cli.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// A system to be timed: a program that works in a process of its own and prints a [Series] a line.
///
/// @param name as the table shows it
/// @param command program and first arguments
/// @param environment variables set for it, beside the inherited ones
/// @param does what it can do
record Contestant(
    String name, List<String> command, Map<String, String> environment, Predicate<Workload> does) {
  /// Runs the program to its end.
  ///
  /// @param options what it shall do
  /// @param series how many it must report
  /// @throws IOException if it fails, or reports another number of series; says how it ended
  List<Series> run(Children children, List<String> options, int series)
      throws IOException, InterruptedException {
    List<Series> reported = new ArrayList<>();
    new Program(name, command, environment)
        .run(children, options, line -> Series.parse(line).ifPresent(reported::add));
    if (reported.size() != series) {
      throw new IOException(
          "%s reported %d series, not %d".formatted(name, reported.size(), series));
    }
    return reported;
  }
}
