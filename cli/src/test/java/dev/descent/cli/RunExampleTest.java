package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import dev.descent.examples.Example;
import java.io.File;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

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

  /// In a JVM of its own, whose standard output is a full disk.
  @Test
  @EnabledOnOs(OS.LINUX)
  void outputThatIsLostIsAFailure() throws IOException, InterruptedException {
    Process process =
        ScratchFolder.program(List.of("example", "neuron"))
            .redirectOutput(new File("/dev/full"))
            .start();
    assertThat(process.errorReader().lines())
        .containsExactly("descent: cannot write to standard output: No space left on device");
    assertThat(process.waitFor()).isEqualTo(1);
  }

  @Test
  void anUnknownNameGivesTheNearest() {
    Result result = Cli.run("example", "xor-by-hands");
    assertThat(result.err())
        .contains("there is no example 'xor-by-hands' (did you mean xor-by-hand?)");
    assertThat(result.exitCode()).isEqualTo(2);
  }
}
