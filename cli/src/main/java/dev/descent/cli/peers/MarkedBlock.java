package dev.descent.cli.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The part of a Markdown file between `<!-- name -->` and `<!-- /name -->`, which a program may
/// rewrite.
///
/// @param file to be changed
/// @param name of the two markers
public record MarkedBlock(Path file, String name) {
  /// Puts `content` between the markers.
  ///
  /// @throws IOException if the file has not exactly one such pair, or cannot be written; it is
  ///   then unchanged
  public void write(String content) throws IOException {
    String replaced = replace(check(), content);
    Path draft =
        Files.createTempFile(
            file.toAbsolutePath().getParent(), file.getFileName().toString(), ".tmp");
    Files.writeString(draft, replaced);
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Reads the file and makes sure that the markers are there, so that a long measurement is not
  /// taken in vain.
  ///
  /// @return the text
  /// @throws IOException if the file has not exactly one such pair
  public String check() throws IOException {
    String text = Files.readString(file);
    int begin = text.indexOf(opening());
    int end = text.indexOf(closing());
    if (begin < 0
        || end < begin
        || begin != text.lastIndexOf(opening())
        || end != text.lastIndexOf(closing())) {
      throw new IOException(
          "%s: needs one line %s and after it one line %s".formatted(file, opening(), closing()));
    }
    return text;
  }

  private String replace(String text, String content) {
    int begin = text.indexOf(opening()) + opening().length();
    return text.substring(0, begin)
        + "\n\n"
        + content.strip()
        + "\n\n"
        + text.substring(text.indexOf(closing()));
  }

  private String opening() {
    return "<!-- " + name + " -->";
  }

  private String closing() {
    return "<!-- /" + name + " -->";
  }
}
