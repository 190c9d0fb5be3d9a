package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocsTest {
  @TempDir Path folder;

  private Path page(String text) throws IOException {
    return Files.writeString(folder.resolve("page.md"), text);
  }

  private Result docs(String... options) {
    String[] words = new String[options.length + 2];
    words[0] = "docs";
    words[1] = folder.toString();
    System.arraycopy(options, 0, words, 2, options.length);
    return Cli.run(words);
  }

  /// Fails when a lesson prints something else than its page shows: run `./descent docs`.
  @Test
  void thePagesShowWhatTheCommandsPrint() {
    Result result = Cli.run("docs", "../docs", "--check");
    assertThat(result.err()).as(result.out()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).doesNotStartWith("0 parts");
  }

  @Test
  void aTextIsRemadeAndThenHolds() throws IOException {
    Path page =
        page("before\n<!-- made by: descent toy --steps 1 -->\nold\n<!-- end -->\nbehind\n");
    Result stale = docs("--check");
    assertThat(stale.exitCode()).isEqualTo(1);
    assertThat(stale.out()).contains("stale: " + page + ": descent toy --steps 1");
    assertThat(page).content().contains("old");

    assertThat(docs().exitCode()).isZero();
    String printed = Cli.run("toy", "--steps", "1").out();
    assertThat(page)
        .hasContent(
            "before\n<!-- made by: descent toy --steps 1 -->\n\n```text\n"
                + printed
                + "```\n\n<!-- end -->\nbehind\n");
    assertThat(docs("--check").exitCode()).isZero();
  }

  @Test
  void figuresAreWrittenBesideThePage() throws IOException {
    String text =
        """
        <!-- made by: descent toy --steps 2 --plot loss.svg -->
        ![loss](loss.svg)
        <!-- end -->
        <!-- made by: descent example neuron > neuron.svg -->
        ![neuron](neuron.svg)
        <!-- end -->
        """;
    Path page = page(text);
    assertThat(docs("--check").exitCode()).isEqualTo(1);
    assertThat(folder.resolve("loss.svg")).doesNotExist();
    assertThat(docs().out()).endsWith("2 parts, 2 changed\n");
    assertThat(page).hasContent(text);
    assertThat(folder.resolve("loss.svg")).content().startsWith("<svg").contains("loss");
    assertThat(folder.resolve("neuron.svg")).content().startsWith("<svg").contains("tanh");
    assertThat(docs("--check").out()).isEqualTo("2 parts, 0 changed\n");
  }

  @Test
  void whatTakesMinutesIsLeftAlone() throws IOException {
    page(
        """
        <!-- made slowly by: descent toy --steps 0.5 -->
        as it was
        <!-- end -->
        <!-- made by: descent toy --steps 1 -->
        <!-- end -->
        """);
    assertThat(docs().out())
        .endsWith("1 parts, 1 changed\n1 slow parts not made: --slow remakes them\n");
    assertThat(docs("--check").out())
        .endsWith("1 parts, 0 changed\n1 slow parts not checked: --slow remakes them\n");
    assertThat(docs("--slow").err()).contains("'descent toy --steps 0.5' failed", "--steps");
  }

  @Test
  void aPictureThatIsNotThereIsNamed() throws IOException {
    page(
        """
        <!-- made by: descent toy --steps 1 -->
        <!-- end -->
        ![elsewhere](https://example.org/a.svg) ![here](page.md) ![gone](./gone.svg)
        """);
    Result result = docs();
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("page.md shows ./gone.svg").hasLineCount(1);
    assertThat(docs("--check").exitCode()).isEqualTo(1);
    Files.createFile(folder.resolve("gone.svg"));
    assertThat(docs("--check").exitCode()).isZero();
  }

  @Test
  void aPageCannotMakeItself() throws IOException {
    page("<!-- made by: descent docs . -->\n<!-- end -->\n");
    Result result = docs();
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("page.md: 'docs' would make the page").hasLineCount(1);
  }

  @Test
  void aPartWithoutAnEndIsNamed() throws IOException {
    page("<!-- made by: descent toy -->\nno end\n");
    Result result = docs();
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("page.md", "<!-- end -->").hasLineCount(1);
  }

  @Test
  void pagesWithoutPartsAreNoSuccess() throws IOException {
    page("nothing here\n");
    assertThat(docs("--check").err()).contains("has a part that a command makes");
  }
}
