package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  @Test
  void helpAndVersionGoToStandardOutput() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).startsWith("Usage: descent");
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).contains("Java 25");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void withoutASubcommandTheUsageGoesToStandardError() {
    assertThat(run()).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).startsWith("Usage: descent");
  }

  @Test
  void wrongUsageIsOneLineAndAHint() {
    assertThat(run("--debgu")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .containsExactly(
            "descent: unknown option: '--debgu' (did you mean --debug?)", "See 'descent --help'.");
  }

  @Test
  void anExceptionIsOneLine() {
    assertThat(Errors.describe(new IOException("a.idx: 3 bytes\n  expected 16")))
        .isEqualTo("a.idx: 3 bytes; expected 16");
    assertThat(Errors.describe(new NoSuchFileException("x.png")))
        .isEqualTo("no such file or directory: x.png");
    assertThat(Errors.describe(new AccessDeniedException("runs")))
        .isEqualTo("permission denied: runs");
    assertThat(Errors.describe(new FileNotFoundException("x (Permission denied)")))
        .isEqualTo("x (Permission denied)");
    assertThat(Errors.describe(new IllegalStateException()))
        .startsWith("internal error: IllegalStateException");
    assertThat(Errors.describe(new NullPointerException("because \"a\" is null")))
        .startsWith("internal error: NullPointerException: because");
  }
}
