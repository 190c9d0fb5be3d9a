package dev.descent.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.LocalExecutionControlProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Runs the Java of every walkthrough, block by block in the page's order, and compares what a
/// block prints with the `text` block right behind it.
class WalkthroughTest {
  private static final Path PAGES = Path.of("../docs/walkthrough");
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^```java\\n(.*?)^```\\n(?:\\s*^```text\\n(.*?)^```$)?");

  private record Block(String code, String output) {}

  @TestFactory
  Stream<DynamicTest> everyPageRuns() throws IOException {
    return pages().stream()
        .map(page -> DynamicTest.dynamicTest(page.getFileName().toString(), () -> runs(page)));
  }

  @Test
  void thereAreSevenPages() throws IOException {
    assertThat(pages()).hasSizeGreaterThanOrEqualTo(7);
  }

  @Test
  void otherPagesHoldNoUntestedJava() throws IOException {
    try (Stream<Path> files = Files.walk(PAGES.getParent())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".md")).toList()) {
        String path = file.toString();
        if (!file.startsWith(PAGES) && !path.contains("node_modules")) {
          assertThat(blocks(file)).as(path).isEmpty();
        }
      }
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  private static List<Block> blocks(Path page) throws IOException {
    List<Block> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(page));
    while (block.find()) {
      blocks.add(new Block(block.group(1), block.group(2) == null ? "" : block.group(2)));
    }
    return blocks;
  }

  private static void runs(Path page) throws IOException {
    List<Block> blocks = blocks(page);
    long fences = Files.readString(page).lines().filter(l -> l.startsWith("```java")).count();
    assertThat(blocks).isNotEmpty().hasSize((int) fences);
    assertThat(blocks).as("outputs that are stated").anyMatch(block -> !block.output.isEmpty());
    try (JShell shell =
        JShell.builder().executionEngine(new LocalExecutionControlProvider(), null).build()) {
      for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        shell.addToClasspath(path);
      }
      for (Block block : blocks) {
        assertThat(printed(shell, block.code)).as(block.code).isEqualTo(block.output);
      }
    }
  }

  /// Runs code and catches what it prints.
  private static String printed(JShell shell, String code) {
    PrintStream real = System.out;
    ByteArrayOutputStream caught = new ByteArrayOutputStream();
    System.setOut(new PrintStream(caught, true, StandardCharsets.UTF_8));
    try {
      String rest = code;
      while (!rest.isBlank()) {
        CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
        assertThat(next.completeness().isComplete()).as(rest).isTrue();
        evaluate(shell, next.source());
        rest = next.remaining();
      }
    } finally {
      System.setOut(real);
    }
    return caught.toString(StandardCharsets.UTF_8);
  }

  private static void evaluate(JShell shell, String source) {
    for (SnippetEvent event : shell.eval(source)) {
      assertThat(event.status())
          .as("%s: %s", source, shell.diagnostics(event.snippet()).toList())
          .isEqualTo(Snippet.Status.VALID);
      assertThat(event.exception()).as(source).isNull();
    }
  }
}
