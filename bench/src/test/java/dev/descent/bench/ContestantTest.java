package dev.descent.bench;

import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContestantTest {
  private static Contestant java(String option) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new Contestant("Java", seed -> List.of(java, option), Map.of());
  }

  @Test
  void saysHowAProgramFailed() {
    assertThatIOException()
        .isThrownBy(() -> java("-no-such-option").run(1, 1))
        .withMessageContaining("Java ended with status 1")
        .withMessageContaining("-no-such-option");
  }

  @Test
  void refusesAnotherNumberOfEpochs() {
    assertThatIOException()
        .isThrownBy(() -> java("-version").run(1, 2))
        .withMessageContaining("reported 0 epochs, not 2");
  }
}
