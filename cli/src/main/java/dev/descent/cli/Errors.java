package dev.descent.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns exceptions into what a person reads: one line on standard error, and an exit code.
final class Errors {
  private Errors() {}

  /// Wrong words on the command line: what is wrong, the nearest right word, where the help is.
  static int wrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + lowerFirst(message(e)) + nearest(e));
    command.getErr().println("See '" + name + " --help'.");
    return ExitCode.USAGE;
  }

  /// A subcommand that threw: one line, and with `--debug` the stack trace.
  static int failed(Exception e, CommandLine command, ParseResult parsed) {
    command.getErr().println("descent: " + describe(e));
    if (command.getCommandSpec().root().userObject() instanceof Descent root && root.debug) {
      e.printStackTrace(command.getErr());
    }
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

  private static String nearest(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    List<String> suggestions = unmatched.getSuggestions();
    return suggestions.isEmpty()
        ? ""
        : suggestions.stream().collect(Collectors.joining(" or ", " (did you mean ", "?)"));
  }

  private static String lowerFirst(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  private static String message(Throwable e) {
    return Objects.requireNonNullElse(e.getMessage(), "").strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
