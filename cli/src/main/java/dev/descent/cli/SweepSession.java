package dev.descent.cli;

import dev.descent.train.StopReason;
import dev.descent.train.TrainEvent;
import dev.descent.train.TrainListener;
import dev.descent.train.TrainingRun;
import org.jspecify.annotations.Nullable;

/// Ends a sweep after the step under way, on Ctrl-C or where nobody reads the output any more.
final class SweepSession implements TrainListener, AutoCloseable {
  private final Terminal terminal;
  private final String again;
  private final Interrupts interrupts;
  private volatile @Nullable TrainingRun run;
  private volatile boolean interrupted;

  SweepSession(Terminal terminal, String again) {
    this.terminal = terminal;
    this.again = again;
    this.interrupts = Interrupts.handle(this::interrupt, this::end);
  }

  /// Whether no further run is to begin.
  boolean isInterrupted() {
    return interrupted || terminal.output().failure() != null;
  }

  @Override
  public void on(TrainEvent event) {
    if (event instanceof TrainEvent.Started started) {
      run = started.run();
    }
    if (event instanceof TrainEvent.Stopped) {
      run = null;
    } else if (isInterrupted()) {
      stop();
    }
  }

  private void interrupt() {
    interrupted = true;
    stop();
  }

  private void stop() {
    TrainingRun current = run;
    if (current != null) {
      current.requestStop(StopReason.INTERRUPTED, "the sweep was interrupted");
    }
  }

  /// Nothing is lost but the steps since the last checkpoint.
  private void end() {
    terminal.say("ended at once; '%s' goes on from the last checkpoint".formatted(again));
    Runtime.getRuntime().halt(Interrupts.EXIT_CODE);
  }

  @Override
  public void close() {
    interrupts.close();
  }
}
