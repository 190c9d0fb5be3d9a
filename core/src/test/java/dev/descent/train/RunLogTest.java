package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunLogTest {
  @TempDir Path folder;

  @Test
  void readsEveryKindOfLine() throws IOException {
    RunLog log =
        log(
            """
            {"event":"started","dataset":"mnist","train":60000,"test":10000,"parameters":407050,"epochs":2,"batchSize":128,"seed":1}
            {"event":"step","step":10,"epoch":1,"loss":1.5,"learningRate":0.1}
            {"event":"measured","step":50,"learningRate":0.1,"gradientNorm":2.5,"parameters":{"hidden.weight":{"weightNorm":10,"gradientNorm":0.5,"updateRatio":0.001}},"activations":{"activation":{"kind":"Relu","units":512,"dead":3,"saturated":0.0}}}
            {"event":"notice","step":60,"rule":"learning-rate-high","text":"It jumps.","suggestion":"Take less."}
            {"event":"from-the-future","anything":[1,2]}
            {"event":"epoch","epoch":1,"step":469,"loss":0.5,"testLoss":0.25,"accuracy":0.93,"seconds":1.5,"metrics":{"precision":0.92}}
            {"event":"epoch","epoch":2,"step":938,"loss":0.4,"testLoss":0.2,"accuracy":0.93,"seconds":1.25}
            {"event":"finished","epochs":2,"steps":938,"bestAccuracy":0.93,"bestEpoch":1,"seconds":2.75,"reason":"early","detail":"enough"}
            """);
    assertThat(log.start()).isEqualTo(new RunLog.Start("mnist", 60000, 10000, 407050, 2, 128));
    assertThat(log.steps()).containsExactly(new RunLog.Step(10, 1, 1.5, 0.1));
    RunLog.Measurement measurement = log.measurements().getFirst();
    assertThat(measurement.gradientNorm()).isEqualTo(2.5);
    assertThat(measurement.parameters())
        .containsEntry("hidden.weight", new RunLog.ParameterMeasurement(10, 0.5, 0.001));
    assertThat(measurement.activations())
        .containsEntry("activation", new RunLog.ActivationMeasurement("Relu", 512, 3, 0));
    assertThat(log.notices())
        .containsExactly(new RunLog.Notice(60, "learning-rate-high", "It jumps.", "Take less."));
    assertThat(log.epochs()).extracting(RunLog.Epoch::step).containsExactly(469L, 938L);
    assertThat(log.epochs().getFirst().metrics()).containsEntry("precision", 0.92);
    assertThat(log.best()).map(RunLog.Epoch::epoch).contains(1);
    assertThat(log.seconds()).isEqualTo(2.75);
    assertThat(log.lastStep()).isEqualTo(938);
    assertThat(log.finish())
        .isEqualTo(new RunLog.Finish(StopReason.EARLY, "enough", 2, 938, 0.93, 1, 2.75));
  }

  @Test
  void whatOlderLinesLackIsNotANumber() throws IOException {
    RunLog log =
        log(
            """
            {"event":"step","step":10,"epoch":1,"loss":"NaN"}
            {"event":"epoch","epoch":1,"loss":0.5,"seconds":1}
            {"event":"notice","text":"hello"}
            """);
    assertThat(log.start()).isNull();
    assertThat(log.finish()).isNull();
    assertThat(log.steps()).containsExactly(new RunLog.Step(10, 1, Double.NaN, Double.NaN));
    assertThat(log.epochs().getFirst().accuracy()).isNaN();
    assertThat(log.best()).isEmpty();
    assertThat(log.notices()).containsExactly(new RunLog.Notice(0, "", "hello", ""));
  }

  @Test
  void aRunThatGoesOnHasNotFinished() throws IOException {
    String finished = "{\"event\":\"finished\",\"steps\":9,\"reason\":\"interrupted\"}\n";
    assertThat(log(finished).finish()).isNotNull();
    assertThat(log(finished + "{\"event\":\"step\",\"step\":10}\n").finish()).isNull();
  }

  @Test
  void theRemainsOfABrokenLineAreIgnored() throws IOException {
    assertThat(log("{\"event\":\"step\",\"step\":10}\n{\"event\":\"st").steps()).hasSize(1);
    assertThat(log("").lastStep()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"event":"step","step":"x"}               | "step" must be a whole number, not negative, not x
          {"event":"step","step":-1}                | "step" must be a whole number, not negative, not -1
          {"event":"step","step":1,"loss":"high"}   | "loss" must be a number, not high
          {"event":"epoch","metrics":3}             | "metrics" must be an object, not 3
          {"event":"measured","parameters":{"w":1}} | parameters: "w" must be an object, not 1
          {"event":7}                               | "event" must be a text, not 7
          {"event":"finished","reason":"bored"}     | "reason" must be completed, early, time, interrupted or diverged, not bored
          [1]                                       | expected
          not JSON                                  | not valid JSON
          """)
  void aDamagedLineIsNamed(String line, String message) {
    assertThatThrownBy(() -> log("{\"event\":\"step\"}\n" + line + "\n"))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith(folder.resolve("events.jsonl") + ": line 2: ")
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aFolderWithoutALogIsNoRun() {
    assertThatThrownBy(() -> RunLog.read(folder))
        .isInstanceOf(RunException.class)
        .hasMessage(
            folder
                + " holds no run: there is no events.jsonl; give a folder that `train` has made");
  }

  @Test
  void whoTrainsInAFolderIsSeen() throws IOException {
    assertThat(RunLog.isUnderWay(folder)).isFalse();
    assertThat(folder).isEmptyDirectory();
    try (RunLock lock = RunLock.take(folder)) {
      assertThat(lock).isNotNull();
      assertThat(RunLog.isUnderWay(folder)).isTrue();
    }
    assertThat(RunLog.isUnderWay(folder)).isFalse();
  }

  private RunLog log(String lines) throws IOException {
    Files.writeString(folder.resolve("events.jsonl"), lines);
    return RunLog.read(folder);
  }
}
