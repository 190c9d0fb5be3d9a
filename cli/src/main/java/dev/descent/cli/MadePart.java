package dev.descent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A part of a page that a command of Descent makes:
///
/// ```text
/// <!-- made by: descent toy --steps 20 -->
/// what the command prints, as a block of text
/// <!-- end -->
/// ```
///
/// A command that writes a figure (`--plot rates.svg`, or `> neuron.svg` behind it) makes that file
/// beside the page, and the text in between stays; what it reads by `--read` lies there too. `made
/// slowly by` marks what takes long, or whose times or last digits depend on the machine.
///
/// @param command the words after `descent`
/// @param slow whether it is only remade if that is asked for
/// @param start where in the page's text its content begins
/// @param end where its content ends
record MadePart(List<String> command, boolean slow, int start, int end) {
  private static final Pattern PART =
      Pattern.compile("(?ms)^<!-- made( slowly)? by: descent ([^\\n]+?) -->\\n(.*?)^<!-- end -->");
  private static final String BEGIN = "<!-- made";

  /// The parts of a page, from first to last.
  static List<MadePart> of(Path page) throws IOException {
    String text = Files.readString(page);
    List<MadePart> parts = new ArrayList<>();
    Matcher part = PART.matcher(text);
    while (part.find()) {
      if (part.group(3).contains(BEGIN)) {
        throw new IOException(
            page + ": '" + part.group(2) + "' has no <!-- end --> before the next part: add it");
      }
      List<String> command = List.of(part.group(2).split(" "));
      if (command.getFirst().equals("docs")) {
        throw new IOException(page + ": 'docs' would make the page that it is on: name another");
      }
      parts.add(new MadePart(command, part.group(1) != null, part.start(3), part.end(3)));
    }
    if (text.split(BEGIN, -1).length - 1 != parts.size()) {
      throw new IOException(
          page
              + ": a part begins with <!-- made by: descent ... --> on a line of its own, and ends"
              + " with <!-- end -->: mend the one that does not");
    }
    return parts;
  }

  /// The name of the figure that the command writes, or "".
  String figure() {
    String last = command.getLast();
    return last.endsWith(".svg") ? last : "";
  }

  /// Whether the figure is what the command prints.
  boolean redirected() {
    return command.contains(">");
  }

  /// The words to run, with the figure in another place.
  List<String> wordsFor(Path file) {
    if (figure().isEmpty()) {
      return command;
    }
    List<String> words = new ArrayList<>(command.subList(0, command.size() - 1));
    if (redirected()) {
      words.removeLast();
    } else {
      words.add(file.toString());
    }
    return words;
  }

  @Override
  public String toString() {
    return "descent " + String.join(" ", command);
  }
}
