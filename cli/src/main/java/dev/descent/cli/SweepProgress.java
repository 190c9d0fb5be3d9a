package dev.descent.cli;

import dev.descent.train.TrainEvent;
import dev.descent.train.TrainListener;
import java.util.Locale;
import java.util.function.LongSupplier;

/// Shows how far a sweep has come: a line a run, and on a terminal how the present one goes.
final class SweepProgress implements TrainListener {
  private static final long REDRAW_NANOS = 100_000_000;
  private static final double SHORT_SECONDS = 5;

  private final Terminal terminal;
  private final boolean json;
  private final int cells;
  private final LongSupplier clock;
  private final long start;
  private String head = "";
  private double trained;
  private int before;
  private int epochs = 1;
  private long firstStep;
  private long drawn;
  private int shown;

  /// @param json whether standard output is for a program: then nothing is shown
  SweepProgress(Terminal terminal, boolean json, int cells, LongSupplier clock) {
    this.terminal = terminal;
    this.json = json;
    this.cells = cells;
    this.clock = clock;
    this.start = clock.getAsLong();
    this.drawn = start - REDRAW_NANOS;
  }

  void begin(SweepCell cell, int done) {
    before = done;
    head = "[%d/%d] %s".formatted(done + 1, cells, SweepCell.text(cell.settings()));
  }

  @Override
  public void on(TrainEvent event) {
    if (event instanceof TrainEvent.Started started) {
      epochs = started.epochs();
      firstStep = started.steps();
    } else if (event instanceof TrainEvent.StepDone step && terminal.display().redraw()) {
      long now = clock.getAsLong();
      if (!json && now - drawn >= REDRAW_NANOS) {
        drawn = now;
        long all = (long) epochs * step.batches();
        double share = (double) (step.step() - firstStep) / Math.max(1, all - firstStep);
        draw(
            String.format(
                Locale.ROOT,
                "%s: epoch %d/%d, loss %.3f%s",
                head,
                step.epoch(),
                epochs,
                step.averageLoss(),
                left(trained + share, cells - before - share)));
      }
    }
  }

  /// @param kept whether the run was done before
  void end(SweepResult result, int done, boolean kept) {
    trained += kept ? 0 : 1;
    if (!json) {
      String line =
          "[%d/%d] %s: %s%s"
              .formatted(
                  done,
                  cells,
                  SweepCell.text(result.cell().settings()),
                  result.text(),
                  kept ? ", done before" : left(trained, cells - done));
      line(line);
    }
  }

  void interrupted(String again) {
    if (!json) {
      line("The sweep was interrupted; what is done is kept. To go on:");
      line("  " + again);
    }
  }

  /// The time left at the pace so far.
  private String left(double done, double rest) {
    double seconds = (clock.getAsLong() - start) * 1e-9 / done * rest;
    return done > 0 && seconds >= SHORT_SECONDS ? ", " + duration(seconds) + " left" : "";
  }

  private static String duration(double seconds) {
    long whole = (long) Math.ceil(seconds);
    if (whole < 100) {
      return whole + " s";
    }
    return whole < 6000
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole / 60 % 60 + " min";
  }

  private void draw(String text) {
    String fitted =
        text.length() < terminal.display().columns()
            ? text
            : text.substring(0, Math.max(0, terminal.display().columns() - 1));
    terminal.out().print("\r" + fitted + " ".repeat(Math.max(0, shown - fitted.length())));
    terminal.out().flush();
    shown = fitted.length();
  }

  private void line(String text) {
    if (shown > 0) {
      terminal.out().print("\r" + " ".repeat(shown) + "\r");
      shown = 0;
    }
    terminal.out().println(text);
  }
}
