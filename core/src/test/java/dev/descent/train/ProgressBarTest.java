package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.train.ProgressBar.Display;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private static final long MILLISECOND = 1_000_000;

  private final StringBuilder out = new StringBuilder();
  private final AtomicLong time = new AtomicLong(-5);

  private ProgressBar bar(boolean redraw, int columns, boolean blocks) {
    ProgressBar bar = new ProgressBar(out, new Display(redraw, columns, blocks), time::get);
    bar.on(new TrainEvent.Started(new NoRun(), 60000, 10000, 10, 128, 1, 407050, 0));
    return bar;
  }

  private static TrainEvent.StepDone step(int epoch, int batch, int batches, double loss) {
    return new TrainEvent.StepDone(
        (epoch - 1L) * batches + batch, epoch, batch, batches, (float) loss, loss, 0.1);
  }

  /// What a terminal shows: a carriage return starts the line anew.
  private List<String> screen() {
    return Arrays.stream(out.toString().split("\n"))
        .map(line -> line.substring(line.lastIndexOf('\r') + 1).stripTrailing())
        .toList();
  }

  @Test
  void drawsTheBarOfTheReadme() {
    ProgressBar bar = bar(true, 80, true);
    bar.on(new TrainEvent.EpochStarted(1, 10, 469));
    bar.on(step(1, 351, 469, 0.234));
    assertThat(out.toString())
        .isEqualTo(
            """
            Epoch 1/10
            \r[=====================================>            ] 75% (351/469) Loss: 0.234\
            """);
  }

  @Test
  void redrawsInPlaceButNotMoreOftenThanPeopleCanSee() {
    ProgressBar bar = bar(true, 80, true);
    bar.on(new TrainEvent.EpochStarted(1, 10, 400));
    bar.on(step(1, 1, 400, 12.5));
    time.addAndGet(49 * MILLISECOND);
    bar.on(step(1, 2, 400, 2));
    time.addAndGet(MILLISECOND);
    bar.on(step(1, 200, 400, 0.5));
    bar.on(step(1, 400, 400, 0.25));
    assertThat(out.toString().split("\r", -1))
        .containsExactly(
            "Epoch 1/10\n",
            "[>                                                 ] 0% (1/400) Loss: 12.500",
            "[=========================>                        ] 50% (200/400) Loss: 0.500",
            "[==================================================] 100% (400/400) Loss: 0.250");
  }

  @Test
  void aShorterLineCoversTheLongerOneBefore() {
    ProgressBar bar = bar(true, 80, true);
    bar.on(new TrainEvent.EpochStarted(1, 10, 9));
    bar.on(step(1, 1, 9, 1000));
    time.addAndGet(100 * MILLISECOND);
    bar.on(step(1, 2, 9, 1));
    String[] drawn = out.toString().split("\r", -1);
    assertThat(drawn[2]).hasSameSizeAs(drawn[1]).endsWith("Loss: 1.000   ");
  }

  @Test
  void neverReachesTheLastColumn() {
    for (int columns = 20; columns < 120; columns++) {
      out.setLength(0);
      ProgressBar bar = bar(true, columns, true);
      bar.on(new TrainEvent.EpochStarted(1, 10, 469));
      bar.on(step(1, 469, 469, 0.1));
      int widest = screen().stream().mapToInt(String::length).max().orElseThrow();
      assertThat(widest).as("%d columns", columns).isLessThan(Math.max(columns, 29));
    }
  }

  @Test
  void showsAWholeRunOnATerminal() {
    ProgressBar bar = bar(true, 80, true);
    run(bar);
    assertThat(screen())
        .containsExactly(
            "Epoch 1/2",
            "[==================================================] 100% (4/4) Loss: 1.500",
            "Average loss 1.5000, test accuracy 70.00 %, 0.78 s  █▅▁▁",
            "Epoch 2/2",
            "[==================================================] 100% (4/4) Loss: 0.500",
            "Average loss 0.5000, test accuracy 90.00 %, 12.3 s  █▇▆▆▅▂▁▂",
            "Note: this is worth knowing",
            "      do it",
            "Stopped: the test accuracy has reached 90 %.",
            "Best test accuracy 90.00 % after epoch 2; 13.1 s of training.",
            "Most often confused: 1 read as 0 (2), 0 read as 1 (1)");
  }

  @Test
  void printsOneLineAnEpochElsewhereInPlainAscii() {
    ProgressBar bar = bar(false, 80, false);
    run(bar);
    assertThat(out.toString())
        .isEqualTo(
            """
            Epoch 1/2: Average loss 1.5000, test accuracy 70.00 %, 0.78 s  #=__
            Epoch 2/2: Average loss 0.5000, test accuracy 90.00 %, 12.3 s  #*++=._.
            Note: this is worth knowing
                  do it
            Stopped: the test accuracy has reached 90 %.
            Best test accuracy 90.00 % after epoch 2; 13.1 s of training.
            Most often confused: 1 read as 0 (2), 0 read as 1 (1)
            """);
  }

  private static void run(ProgressBar bar) {
    bar.on(new TrainEvent.Started(new NoRun(), 4, 10, 2, 1, 1, 5, 0));
    EpochResult first = new EpochResult(1, 4, 1.5, 1, 0.7, 0.781, Map.of());
    EpochResult second = new EpochResult(2, 8, 0.5, 0.4, 0.9, 12.34, Map.of());
    bar.on(new TrainEvent.EpochStarted(1, 2, 4));
    for (int batch = 1; batch <= 4; batch++) {
      bar.on(step(1, batch, 4, 3 - 0.5 * batch + (batch == 4 ? 0.5 : 0)));
    }
    bar.on(new TrainEvent.EpochEnded(first));
    bar.on(new TrainEvent.EpochStarted(2, 2, 4));
    for (int batch = 1; batch <= 4; batch++) {
      bar.on(step(2, batch, 4, 1 / (double) batch + (batch == 4 ? 0.25 : 0)));
    }
    ConfusionMatrix confusion = new ConfusionMatrix(2);
    confusion.add(0, 1);
    confusion.add(1, 0);
    confusion.add(1, 0);
    confusion.add(1, 1);
    Evaluation evaluation = new Evaluation(10, 0.4, confusion);
    bar.on(new TrainEvent.Evaluated(2, evaluation));
    bar.on(new TrainEvent.EpochEnded(second));
    bar.on(new TrainEvent.Notice(1, "rule", "this is worth knowing", "do it"));
    bar.on(
        new TrainEvent.Stopped(
            new History(
                List.of(first, second),
                8,
                StopReason.EARLY,
                "the test accuracy has reached 90 %",
                evaluation)));
  }

  @Test
  void aRunThatEndsWithinAnEpochLeavesTheBarAlone() {
    ProgressBar bar = bar(true, 80, true);
    bar.on(new TrainEvent.EpochStarted(1, 10, 4));
    bar.on(step(1, 1, 4, 2));
    bar.on(
        new TrainEvent.Stopped(
            new History(List.of(), 1, StopReason.INTERRUPTED, "interrupted", null)));
    assertThat(screen())
        .containsExactly(
            "Epoch 1/10",
            "[============>                                     ] 25% (1/4) Loss: 2.000",
            "Stopped: interrupted.");
  }

  @Test
  void whyARunDivergedIsLeftToTheException() {
    ProgressBar bar = bar(true, 80, true);
    bar.on(new TrainEvent.EpochStarted(1, 10, 4));
    bar.on(step(1, 1, 4, 2));
    bar.on(
        new TrainEvent.Stopped(new History(List.of(), 1, StopReason.DIVERGED, "diverged", null)));
    assertThat(out.toString()).endsWith("25% (1/4) Loss: 2.000\n");
  }

  @Test
  void aSparklineIsNoWiderThanAsked() {
    assertThat(Sparkline.of(new double[] {8, 4, 2, 1}, 10, true)).isEqualTo("█▆▃▁");
    assertThat(Sparkline.of(new double[] {8, 8, 1, 1}, 2, true)).isEqualTo("█▁");
    assertThat(Sparkline.of(new double[] {5, 5}, 9, false)).isEqualTo("__");
    assertThat(Sparkline.of(new double[] {-1, 0, 1}, 9, false)).as("linear").isEqualTo("_=#");
    assertThat(Sparkline.of(new double[0], 9, true)).isEmpty();
  }
}
