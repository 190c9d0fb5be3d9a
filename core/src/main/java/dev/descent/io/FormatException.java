package dev.descent.io;

import java.nio.file.Path;

/// A file whose content is not what its format asks for: damaged, cut short, or of another kind.
///
/// The message is one line: the file, the place in it, what is wrong there and what was expected.
/// Trouble with reaching a file (it is missing, it may not be read) is a [java.io.IOException]
/// instead.
public final class FormatException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Names and values from a hostile file can be megabytes long.
  private static final int MAX_PROBLEM = 400;

  private FormatException(Path file, String place, String problem) {
    super(OneLine.of(file + ": " + place + ": " + shortened(problem)));
  }

  /// A problem at a byte, counted from 0 at the start of the file.
  public static FormatException atByte(Path file, long offset, String problem) {
    return new FormatException(file, "byte " + offset, problem);
  }

  /// A problem in a line, counted from 1.
  public static FormatException atLine(Path file, long line, String problem) {
    return new FormatException(file, "line " + line, problem);
  }

  /// A problem in a named part, such as an entry of an archive.
  public static FormatException inPart(Path file, String part, String problem) {
    return new FormatException(file, "'" + shortened(part) + "'", problem);
  }

  private static String shortened(String problem) {
    return problem.length() <= MAX_PROBLEM ? problem : problem.substring(0, MAX_PROBLEM) + "...";
  }
}
