package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.io.JsonLinesWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventLogTest {
  @Test
  void oneObjectALine() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EventLog log = new EventLog(JsonLinesWriter.to(out), Map.of("dataset", "mnist"), 2);
    log.on(new TrainEvent.Started(new NoRun(), 60000, 10000, 10, 128, 7, 407050, 0));
    log.on(new TrainEvent.EpochStarted(1, 10, 3));
    for (int batch = 1; batch <= 3; batch++) {
      log.on(new TrainEvent.StepDone(batch, 1, batch, 3, 0.3157f, 0.5, 0.1));
    }
    EpochResult tested = new EpochResult(1, 4, 0.3157, 0.25, 0.9561, 0.780049, Map.of());
    EpochResult untested = new EpochResult(2, 8, 0.25, Double.NaN, Double.NaN, 1, Map.of());
    log.on(new TrainEvent.Evaluated(1, new Evaluation(1, 1, null)));
    log.on(new TrainEvent.EpochEnded(tested));
    log.on(new TrainEvent.EpochEnded(untested));
    log.on(new TrainEvent.Notice(6, "rule", "look", "do"));
    log.on(
        new TrainEvent.Stopped(
            new History(List.of(tested, untested), 6, StopReason.EARLY, "good enough", null)));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"event":"started","dataset":"mnist","train":60000,"test":10000,"parameters":407050,"epochs":10,"batchSize":128,"seed":7}
            {"event":"step","step":2,"epoch":1,"loss":0.3157,"learningRate":0.1}
            {"event":"epoch","epoch":1,"step":4,"loss":0.3157,"testLoss":0.25,"accuracy":0.9561,"seconds":0.78}
            {"event":"epoch","epoch":2,"step":8,"loss":0.25,"seconds":1.0}
            {"event":"notice","step":6,"rule":"rule","text":"look","suggestion":"do"}
            {"event":"finished","epochs":2,"steps":6,"bestAccuracy":0.9561,"bestEpoch":1,"seconds":1.78,"reason":"early","detail":"good enough"}
            """);
  }

  @Test
  void aFullDiskEndsTheRunWithOneLine() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    EventLog log = new EventLog(JsonLinesWriter.to(full), Map.of(), 0);
    assertThatThrownBy(() -> log.on(new TrainEvent.Notice(6, "rule", "look", "do")))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("No space left on device")
        .hasMessageNotContaining("\n");
  }
}
