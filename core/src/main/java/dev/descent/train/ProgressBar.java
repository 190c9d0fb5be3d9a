package dev.descent.train;

import java.io.Console;
import java.io.Flushable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Shows a run as text. On a terminal a bar moves in place:
///
/// ```
/// Epoch 1/10
/// [=====================================>            ] 75% (351/469) Loss: 0.234
/// ```
///
/// Elsewhere there is one line an epoch. `Loss` is the epoch's average so far. A run that takes
/// more than a few seconds also says how much time is left, at the pace so far.
public final class ProgressBar implements TrainListener {
  private static final int BAR_WIDTH = 50;
  private static final int CURVE_WIDTH = 30;
  private static final int WORST_PAIRS = 3;
  private static final long REDRAW_NANOS = 50_000_000;
  private static final double SHORT_SECONDS = 5;
  private static final String DIVERGED = "diverged";

  private final Appendable out;
  private final Display display;
  private final LongSupplier clock;
  private final LossCurve curve = new LossCurve();
  private int epochs;
  private int shown;
  private long drawn;
  private long start;
  private long firstStep;

  /// Where the bar is shown.
  ///
  /// @param redraw whether a carriage return starts the line anew, as on a terminal
  /// @param columns the width in characters
  /// @param blocks whether characters such as ▁▂▃ can be shown
  public record Display(boolean redraw, int columns, boolean blocks) {
    /// Standard output: a terminal, if one is there that is not `dumb`, of `$COLUMNS` or else 80
    /// columns.
    @SuppressWarnings("SystemConsoleNull") // from JDK 25 on it is null again without a terminal
    public static Display standardOutput() {
      Console console = System.console();
      boolean terminal =
          console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
      Charset charset = System.out.charset();
      boolean blocks = charset.canEncode() && charset.newEncoder().canEncode('▁');
      return new Display(terminal, columns(System.getenv("COLUMNS")), blocks);
    }

    private static int columns(@Nullable String given) {
      return given != null && given.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(given) : 80;
    }
  }

  /// A bar on standard output.
  public ProgressBar() {
    this(System.out, Display.standardOutput(), System::nanoTime);
  }

  /// A bar somewhere else.
  ///
  /// @param clock the time in nanoseconds; the bar is redrawn at most 20 times a second
  public ProgressBar(Appendable out, Display display, LongSupplier clock) {
    this.out = out;
    this.display = display;
    this.clock = clock;
  }

  @Override
  public void on(TrainEvent event) {
    switch (event) {
      case TrainEvent.Started started -> {
        epochs = started.epochs();
        start = clock.getAsLong();
        firstStep = started.steps();
      }
      case TrainEvent.EpochStarted started -> start(started);
      case TrainEvent.StepDone step -> {
        curve.add(step);
        if (display.redraw) {
          step(step);
        }
      }
      case TrainEvent.Measured _, TrainEvent.Evaluated _ -> {}
      case TrainEvent.EpochEnded ended -> line(summary(ended.result()));
      case TrainEvent.Notice notice
          when notice.rule().equals(DIVERGED) -> {} // the exception says it
      case TrainEvent.Notice notice -> {
        line("Note: " + notice.text());
        if (!notice.suggestion().isEmpty()) {
          line("      " + notice.suggestion());
        }
      }
      case TrainEvent.Stopped stopped -> stop(stopped.history());
    }
  }

  private void start(TrainEvent.EpochStarted started) {
    if (display.redraw) {
      line("Epoch " + started.epoch() + "/" + started.epochs());
      drawn = clock.getAsLong() - REDRAW_NANOS;
    }
  }

  private void step(TrainEvent.StepDone step) {
    long now = clock.getAsLong();
    if (now - drawn >= REDRAW_NANOS || step.batch() == step.batches()) {
      drawn = now;
      String bar = bar(step, now);
      write("\r" + bar + " ".repeat(Math.max(0, shown - bar.length())));
      shown = bar.length();
    }
  }

  /// The time left at the pace so far; empty where there is not much.
  private String left(TrainEvent.StepDone step, long now) {
    double elapsed = (now - start) * 1e-9;
    long done = step.step() - firstStep;
    long all = (long) epochs * step.batches();
    double left = elapsed / done * (all - step.step());
    return left < SHORT_SECONDS ? "" : "  " + duration(Math.ceil(left)) + " left";
  }

  private String bar(TrainEvent.StepDone step, long now) {
    String numbers =
        String.format(
            Locale.ROOT,
            "%3.0f%% (%d/%d) Loss: %.3f",
            100.0 * step.batch() / step.batches(),
            step.batch(),
            step.batches(),
            step.averageLoss());
    String left = left(step, now);
    if (numbers.length() + left.length() + 20 < display.columns) {
      numbers += left;
    }
    // The last column stays free: some terminals move to the next line once it is written.
    int width = Math.min(BAR_WIDTH, display.columns - 1 - "[] ".length() - numbers.length());
    if (width < 5) {
      return numbers.strip();
    }
    int done = (int) ((long) width * step.batch() / step.batches());
    String head = done < width ? ">" : "";
    return "["
        + "=".repeat(done)
        + head
        + " ".repeat(width - done - head.length())
        + "] "
        + numbers.strip();
  }

  private String summary(EpochResult result) {
    List<String> parts = new ArrayList<>();
    parts.add(String.format(Locale.ROOT, "Average loss %.4f", result.loss()));
    if (!Double.isNaN(result.accuracy())) {
      parts.add("test accuracy " + percent(result.accuracy()));
    } else if (!Double.isNaN(result.testLoss())) {
      parts.add(String.format(Locale.ROOT, "test loss %.4f", result.testLoss()));
    }
    parts.add(duration(result.seconds()));
    String text = String.join(", ", parts);
    String start = display.redraw ? "" : "Epoch " + result.epoch() + "/" + epochs + ": ";
    int room = Math.min(CURVE_WIDTH, display.columns - 1 - start.length() - text.length() - 2);
    return start
        + text
        + (room < 1 ? "" : "  " + Sparkline.of(curve.points(), room, display.blocks));
  }

  private void stop(History history) {
    if (shown > 0) {
      write("\n");
      shown = 0;
    }
    // A run that diverged ends with an exception, whose message says why.
    if (!history.detail().isEmpty() && history.reason() != StopReason.DIVERGED) {
      line("Stopped: " + history.detail() + ".");
    }
    history
        .best()
        .ifPresent(best ->
            line(
                "Best test accuracy "
                    + percent(best.accuracy())
                    + " after epoch "
                    + best.epoch()
                    + "; "
                    + duration(history.seconds())
                    + " of training."));
    Evaluation evaluation = history.evaluation();
    if (evaluation != null && evaluation.confusion() != null) {
      worst(evaluation.confusion());
    }
  }

  private void worst(ConfusionMatrix confusion) {
    List<String> pairs = new ArrayList<>();
    for (ConfusionMatrix.Pair pair : confusion.worstPairs(WORST_PAIRS)) {
      pairs.add(pair.actual() + " read as " + pair.predicted() + " (" + pair.count() + ")");
    }
    if (!pairs.isEmpty()) {
      line("Most often confused: " + String.join(", ", pairs));
    }
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", share * 100);
  }

  private static String duration(double seconds) {
    if (seconds >= 100) {
      long whole = Math.round(seconds);
      return whole / 60 + " min " + whole % 60 + " s";
    }
    String format = seconds == Math.rint(seconds) ? "%.0f s" : seconds < 10 ? "%.2f s" : "%.1f s";
    return String.format(Locale.ROOT, format, seconds);
  }

  private void line(String text) {
    write((shown > 0 ? "\n" : "") + text + "\n");
    shown = 0;
  }

  private void write(String text) {
    try {
      out.append(text);
      if (out instanceof Flushable flushable) {
        flushable.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot show the progress: " + e.getMessage(), e);
    }
  }
}
