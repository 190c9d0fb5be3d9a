package dev.descent.lab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenerTest {
  @ParameterizedTest
  @CsvSource({
    "the test loss is 0.5 after 0.3, the validation loss is 0.5 after 0.3",
    "test accuracy 0.9, validation accuracy 0.9",
    "the greatest loss of a test, the greatest loss of a test",
    "the training loss has fallen by 2 %, the training loss has fallen by 2 %"
  })
  void theCoachSpeaksTheWordsOfThePage(String said, String shown) {
    assertThat(Listener.asOnThePage(said)).isEqualTo(shown);
  }
}
