package dev.descent.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine;

/// How the programs here are started and how they fail: one line to standard error.
public final class Commands {
  private Commands() {}

  /// Runs a command with its arguments.
  ///
  /// @return the exit status: 0, 1 for a failure, 2 for wrong usage
  public static int execute(Callable<Integer> command, String... args) {
    CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((problem, at, parsed) -> {
      System.err.println(at.getCommandName() + ": " + problem.getMessage());
      return 1;
    });
    return line.execute(args);
  }
}
