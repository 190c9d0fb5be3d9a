package dev.descent.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;

/// The entry point of the `descent` command.
public final class Main {
  private Main() {}

  /// Runs the command and ends the JVM with its exit code.
  ///
  /// @param args the words after `descent`
  public static void main(String[] args) {
    System.exit(run(writer(System.out), writer(System.err), args));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  /// Runs the command.
  ///
  /// @param out receives results and help
  /// @param err receives errors: one line each, and a hint where the usage was wrong
  /// @return the exit code: 0 done, 1 failed, 2 wrong usage; a subcommand may return others
  static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine descent =
        new CommandLine(new Descent())
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Errors::wrongUsage)
            .setExecutionExceptionHandler(Errors::failed);
    try {
      return descent.execute(args);
    } catch (OutOfMemoryError e) {
      err.println(
          "descent: out of memory ("
              + e.getMessage()
              + "): use a smaller batch or model, or a larger heap with DESCENT_JAVA_OPTS=-Xmx8g");
      return CommandLine.ExitCode.SOFTWARE;
    }
  }
}
