package dev.descent.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.LocalExecutionControlProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Runs the notebooks snippet by snippet, as JShell does.
class NotebookTest {
  private final JShell shell =
      JShell.builder().executionEngine(new LocalExecutionControlProvider(), null).build();

  @BeforeEach
  void addClasses() {
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      shell.addToClasspath(path);
    }
  }

  @AfterEach
  void close() {
    shell.close();
  }

  @Test
  void theFirstDayRuns() throws IOException {
    int snippets = run(Path.of("../docs/notebooks/first-day.jsh"));
    assertThat(snippets).isGreaterThan(30);
    assertThat(number("a.grad")).isEqualTo(2 * (2 * -3 + 10) * -3);
    assertThat(number("after")).isLessThan(number("before"));
    assertThat(number("toyBefore")).isGreaterThan(1);
    assertThat(number("toyAfter")).isLessThan(0.1);
    assertThat(number("accuracy")).isGreaterThan(0.8);
  }

  private int run(Path notebook) throws IOException {
    String rest = Files.readString(notebook);
    int snippets = 0;
    while (!rest.isBlank()) {
      CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      assertThat(next.completeness().isComplete()).as(rest).isTrue();
      evaluate(next.source());
      rest = next.remaining();
      snippets++;
    }
    return snippets;
  }

  private String evaluate(String source) {
    List<SnippetEvent> events = shell.eval(source);
    for (SnippetEvent event : events) {
      assertThat(event.status())
          .as("%s: %s", source, shell.diagnostics(event.snippet()).toList())
          .isEqualTo(Snippet.Status.VALID);
      assertThat(event.exception()).as(source).isNull();
    }
    return events.isEmpty() ? "" : String.valueOf(events.getLast().value());
  }

  private double number(String expression) {
    return Double.parseDouble(evaluate(expression));
  }
}
