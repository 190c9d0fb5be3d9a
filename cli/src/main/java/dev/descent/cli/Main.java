package dev.descent.cli;

import java.io.PrintStream;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

/// The entry point of the `descent` command.
public final class Main {
  private Main() {}

  /// Runs the command and ends the JVM with its exit code.
  ///
  /// @param args the words after `descent`
  public static void main(String[] args) {
    MnistSource mnist = ReadAhead.of(MnistSource.real(), args);
    // picocli would look for a class of Groovy's in all jars.
    System.setProperty("picocli.disable.closures", "true");
    // The texts are English, and so are their numbers.
    Locale.setDefault(Locale.ROOT);
    Terminal terminal = Terminal.system();
    // Examples print as any program does; what they cannot write is to be told as well.
    System.setOut(new PrintStream(terminal.output(), true, System.out.charset()));
    System.exit(run(terminal, mnist, args));
  }

  /// Runs the command.
  ///
  /// @param terminal receives results and help, and errors: one line each, and a hint where the
  ///   usage was wrong
  /// @param mnist where MNIST comes from
  /// @return the exit code: 0 done, 1 failed, 2 wrong usage, 3 the training diverged, 130 ended by
  ///   Ctrl-C, 141 nobody reads the output any more
  static int run(Terminal terminal, MnistSource mnist, String... args) {
    CommandLine descent =
        new Descent(terminal, mnist)
            .commandLine(args)
            .setOut(terminal.out())
            .setErr(terminal.err())
            .setColorScheme(Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF))
            .setParameterExceptionHandler(Errors::wrongUsage)
            .setExecutionExceptionHandler(Errors::failed);
    Converters.register(descent);
    int exitCode;
    try {
      exitCode = descent.execute(args);
    } catch (Error e) {
      exitCode = Errors.failed(e, descent, descent.getParseResult());
    }
    return Errors.orOutputFailure(exitCode, terminal);
  }
}
