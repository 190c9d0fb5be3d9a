package dev.descent.cli;

import dev.descent.io.OneLine;
import dev.descent.train.DivergedException;
import dev.descent.train.RunException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns exceptions into what a person reads: one line on standard error, and an exit code.
final class Errors {
  /// Training that diverged: the one failure that a script may want to answer by itself.
  static final int DIVERGED = 3;

  /// What a shell reports of a program that wrote into a closed pipe: 128 + SIGPIPE.
  static final int BROKEN_PIPE = 141;

  private Errors() {}

  /// Wrong words on the command line: what is wrong, the nearest right word, where the help is.
  static int wrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + usageError(e, command, args));
    command.getErr().println("See '" + name + " --help'.");
    return ExitCode.USAGE;
  }

  private static String usageError(ParameterException e, CommandLine command, String[] args) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().getFirst();
      if (unmatched.isUnknownOption()) {
        return unknownOption(word, command);
      }
      return command.getSubcommands().isEmpty()
          ? "there is one word too many: '" + word + "'"
          : Nearest.unknown("command", word, command.getSubcommands().keySet());
    }
    // What follows a misspelt option is read as something else, and often is a wrong one as well.
    for (String arg : args) {
      if (arg.matches("--?[a-z].*") && !options(command).contains(nameOf(arg))) {
        return unknownOption(arg, command);
      }
    }
    if (e.getCause() instanceof TypeConversionException cause) {
      String option = e.getArgSpec() instanceof OptionSpec spec ? typed(spec, args) + ": " : "";
      return option + message(cause);
    }
    if (e instanceof MaxValuesExceededException || e instanceof OverwrittenOptionException) {
      return repeated(command, args)
          .map("%s is given twice; give it once"::formatted)
          .orElse(lowerFirst(message(e)));
    }
    return lowerFirst(message(e));
  }

  /// The name of an option that stands on the command line; the longest if none does.
  private static String typed(OptionSpec option, String[] args) {
    List<String> names = List.of(option.names());
    return Arrays.stream(args)
        .filter(arg -> arg.startsWith("-") && arg.length() > 1)
        .map(Errors::nameOf)
        .filter(names::contains)
        .findFirst()
        .orElse(option.longestName());
  }

  /// An option that stands on the command line more than once, though it has one value.
  private static Optional<String> repeated(CommandLine command, String[] args) {
    Map<String, OptionSpec> options = command.getCommandSpec().optionsMap();
    Set<OptionSpec> seen = new HashSet<>();
    return Arrays.stream(args)
        .filter(arg -> arg.startsWith("-") && arg.length() > 1)
        .map(Errors::nameOf)
        .filter(name -> {
          OptionSpec option = options.get(name);
          return option != null && !option.isMultiValue() && !seen.add(option);
        })
        .findFirst();
  }

  private static String unknownOption(String word, CommandLine command) {
    return "unknown option: '%s'%s"
        .formatted(
            word,
            Nearest.of(nameOf(word), options(command))
                .map(" (did you mean %s?)"::formatted)
                .orElse(""));
  }

  /// `--seed` of `--seed=1`, and `-s` of `-s1`.
  private static String nameOf(String option) {
    return option.startsWith("--") ? option.replaceAll("=.*", "") : option.substring(0, 2);
  }

  private static Set<String> options(CommandLine command) {
    return command.getCommandSpec().optionsMap().keySet();
  }

  /// A subcommand that threw: one line, one more for each thing that could not be saved either, and
  /// with `--debug` the stack trace.
  static int failed(Throwable e, CommandLine command, ParseResult parsed) {
    command.getErr().println("descent: " + describe(e));
    for (Throwable further : e.getSuppressed()) {
      if (further instanceof RunException) {
        command.getErr().println("descent: " + describe(further));
      }
    }
    if (command.getCommandSpec().root().userObject() instanceof Descent root && root.debug) {
      e.printStackTrace(command.getErr());
    }
    return e instanceof DivergedException ? DIVERGED : ExitCode.SOFTWARE;
  }

  /// The exit code where standard output could not be written. A reader that has gone away (`|
  /// head`) is no error to tell of; a full disk is.
  static int orOutputFailure(int exitCode, Terminal terminal) {
    terminal.out().flush();
    IOException failure = terminal.output().failure();
    if (failure == null) {
      return exitCode;
    }
    if (terminal.output().closedByReader()) {
      return BROKEN_PIPE;
    }
    terminal.say("cannot write to standard output: " + describe(failure));
    return ExitCode.SOFTWARE;
  }

  /// One line for an exception. The messages of file system exceptions are bare paths, and an
  /// exception of a kind that only a mistake of ours throws has a message that explains nothing.
  static String describe(Throwable e) {
    String message = message(e);
    return switch (e) {
      case NoSuchFileException f -> "no such file or directory: " + f.getFile();
      case AccessDeniedException f -> "permission denied: " + f.getFile();
      case FileAlreadyExistsException f -> "already exists: " + f.getFile();
      case NotDirectoryException f -> "not a directory: " + f.getFile();
      case OutOfMemoryError _ ->
          ("out of memory (%s): take a smaller batch or network, or give Java more with"
                  + " DESCENT_JAVA_OPTS=-Xmx8g")
              .formatted(message);
      case StackOverflowError _ -> internal(e, message);
      case NullPointerException _, ClassCastException _, IndexOutOfBoundsException _ ->
          internal(e, message);
      default -> message.isEmpty() ? internal(e, message) : message;
    };
  }

  private static String internal(Throwable e, String message) {
    return "internal error: "
        + e.getClass().getSimpleName()
        + (message.isEmpty() ? "" : ": " + message)
        + " (--debug prints the stack trace)";
  }

  private static String lowerFirst(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  private static String message(Throwable e) {
    return OneLine.of(
        Objects.requireNonNullElse(e.getMessage(), "").strip().replaceAll("\\s*\\R\\s*", "; "));
  }
}
