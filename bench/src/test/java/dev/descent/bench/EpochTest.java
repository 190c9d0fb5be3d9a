package dev.descent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class EpochTest {
  @Test
  void readsAnEpochAndIgnoresWhatElseItCarries() {
    String line =
        """
        {"event":"epoch","epoch":2,"loss":0.12,"accuracy":0.97,"seconds":1,"valid":[1]}\
        """;

    assertThat(Epoch.parse(line)).contains(new Epoch(2, 0.12, 0.97, 1));
  }

  @Test
  void skipsOtherEvents() {
    assertThat(Epoch.parse("{\"event\":\"started\",\"dataset\":\"mnist\"}")).isEmpty();
  }

  @Test
  void refusesAnEpochWithoutItsTime() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Epoch.parse("{\"event\":\"epoch\",\"epoch\":1,\"loss\":1,\"accuracy\":0}"))
        .withMessageStartingWith("no number \"seconds\" in");
  }

  @Test
  void refusesWhatIsNoJson() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Epoch.parse("Epoch 1/4"))
        .withMessage("not a line of JSON: Epoch 1/4");
  }
}
