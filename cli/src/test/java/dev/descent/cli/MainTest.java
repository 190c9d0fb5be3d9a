package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
  @Test
  void helpAndVersionGoToStandardOutput() {
    Result help = Cli.run("--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .startsWith("Usage: descent")
        .contains("train ", "eval ", "predict ", "data ", "doctor ");
    assertThat(help.err()).isEmpty();
    assertThat(Cli.run("--version").out()).contains("Java 25");
  }

  @Test
  void withoutASubcommandTheUsageGoesToStandardError() {
    for (Result result : new Result[] {Cli.run(), Cli.run("data")}) {
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).startsWith("Usage: descent");
    }
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
    assertThat(Errors.describe(new OutOfMemoryError("Java heap space")))
        .startsWith("out of memory (Java heap space): take a smaller batch or network");
    assertThat(Errors.describe(new IllegalStateException()))
        .startsWith("internal error: IllegalStateException");
    assertThat(Errors.describe(new StackOverflowError()))
        .startsWith("internal error: StackOverflowError");
    assertThat(Errors.describe(new NullPointerException("because \"a\" is null")))
        .startsWith("internal error: NullPointerException: because");
  }

  @Test
  void debugAddsTheStackTrace() {
    assertThat(Cli.run("eval", "nowhere").errLines()).hasSize(1);
    assertThat(Cli.run("eval", "nowhere", "--debug").err())
        .startsWith("descent: nowhere holds no run")
        .contains("RunException", "\tat dev.descent.cli.Eval.call");
  }

  @Test
  void aReaderThatGoesAwayEndsTheCommandQuietly() {
    assertThat(runInto("Broken pipe")).isEqualTo("141 ");
  }

  @Test
  void aFullDiskBehindStandardOutputIsAnError() {
    assertThat(runInto("No space left on device"))
        .isEqualTo("1 descent: cannot write to standard output: No space left on device");
  }

  private static String runInto(String failure) {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(failure);
          }
        };
    StringWriter err = new StringWriter();
    Terminal terminal =
        Terminal.of(closed, StandardCharsets.UTF_8, new PrintWriter(err, true), Cli.PLAIN, false);
    int exitCode = Main.run(terminal, Cli.OFFLINE, "data", "list");
    return exitCode + " " + err.toString().strip();
  }

  @Test
  void everyHelpFitsEightyColumnsExplainsEachOptionAndHasAnExample() {
    requireHelp(descent().commandLine());
  }

  @Test
  void theCommandThatIsNamedIsTheOnlyOneThatIsLookedAt() {
    Descent descent = descent();
    Map<String, CommandLine> all = descent.commandLine("--debug", "train").getSubcommands();
    assertThat(all).hasSizeGreaterThan(10);
    all.forEach((name, command) -> {
      Class<?> type = command.getCommandSpec().userObject().getClass();
      assertThat(type.getAnnotation(CommandLine.Command.class).name()).isEqualTo(name);
      assertThat(descent.commandLine(name, "--help").getSubcommands()).containsOnlyKeys(name);
    });
  }

  private static Descent descent() {
    return new Descent(
        Terminal.of(
            OutputStream.nullOutputStream(),
            StandardCharsets.UTF_8,
            new PrintWriter(new StringWriter()),
            Cli.PLAIN,
            false),
        Cli.OFFLINE);
  }

  private static void requireHelp(CommandLine command) {
    String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
    assertThat(help.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    if (!command.getCommandName().equals("descent")) {
      assertThat(help).containsPattern("Examples?:");
    }
    assertThat(command.getCommandSpec().args())
        .allSatisfy(arg -> assertThat(arg.description()).isNotEmpty());
    command.getSubcommands().values().forEach(MainTest::requireHelp);
  }
}
