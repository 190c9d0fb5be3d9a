package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import dev.descent.examples.Example;
import org.junit.jupiter.api.Test;

class RunExampleTest {
  @Test
  void listsTheExamples() {
    Result result = Cli.run("example");
    assertThat(result.exitCode()).isZero();
    assertThat(result.outLines()).hasSameSizeAs(Example.ALL).anyMatch(l -> l.startsWith("service"));
  }

  @Test
  void runsOne() {
    Result result = Cli.run("example", "xor-by-hand");
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void anUnknownNameGivesTheNearest() {
    Result result = Cli.run("example", "xor-by-hands");
    assertThat(result.err())
        .contains("there is no example 'xor-by-hands' (did you mean xor-by-hand?)");
    assertThat(result.exitCode()).isEqualTo(2);
  }
}
