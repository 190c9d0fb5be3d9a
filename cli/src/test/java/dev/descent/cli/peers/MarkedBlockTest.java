package dev.descent.cli.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkedBlockTest {
  @TempDir Path folder;

  @Test
  void replacesOnlyWhatIsBetweenTheMarkers() throws IOException {
    Path file =
        Files.writeString(folder.resolve("a.md"), "before\n<!-- t -->\nold\n<!-- /t -->\nafter\n");
    MarkedBlock block = new MarkedBlock(file, "t");

    block.write("new $1\n");
    block.write("newer $1\n");

    assertThat(file).hasContent("before\n<!-- t -->\n\nnewer $1\n\n<!-- /t -->\nafter\n");
    assertThat(folder).isDirectoryContaining("glob:**a.md").isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void refusesAFileWithoutTheMarkers() throws IOException {
    Path file = Files.writeString(folder.resolve("a.md"), "<!-- /t -->\n<!-- t -->\n");

    assertThatIOException()
        .isThrownBy(() -> new MarkedBlock(file, "t").write("new"))
        .withMessage(file + ": needs one line <!-- t --> and after it one line <!-- /t -->");
    assertThat(file).hasContent("<!-- /t -->\n<!-- t -->\n");
  }
}
