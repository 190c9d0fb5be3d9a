package dev.descent.cli;

import dev.descent.train.History;
import dev.descent.train.StopReason;
import dev.descent.train.TrainEvent;
import dev.descent.train.TrainListener;
import dev.descent.train.TrainingRun;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Watches over a run from outside: Ctrl-C, and a reader that has gone away, end it after the step
/// under way, so that its model is kept.
final class Session implements TrainListener, AutoCloseable {
  private final Terminal terminal;
  private final Path folder;
  private final Interrupts interrupts;
  private volatile @Nullable TrainingRun run;

  /// @param folder the run directory
  Session(Terminal terminal, Path folder) {
    this.terminal = terminal;
    this.folder = folder;
    this.interrupts = Interrupts.handle(this::interrupted, this::interruptedAgain);
  }

  @Override
  public void on(TrainEvent event) {
    if (event instanceof TrainEvent.Started started) {
      run = started.run();
    }
    TrainingRun current = run;
    if (current != null && terminal.output().failure() != null) {
      current.requestStop(StopReason.INTERRUPTED, "the output cannot be written any more");
    }
  }

  private void interrupted() {
    TrainingRun current = run;
    if (current == null) {
      say("ended before the first step");
      Runtime.getRuntime().halt(Interrupts.EXIT_CODE);
    } else {
      say("finishing the step and saving; Ctrl-C again ends at once");
      current.requestStop(StopReason.INTERRUPTED, "interrupted by Ctrl-C");
    }
  }

  /// Nothing is lost but the steps since the last checkpoint, which `resume` does again.
  private void interruptedAgain() {
    say(
        "ended at once; to go on from the last checkpoint: ./descent resume "
            + RunText.quoted(folder));
    Runtime.getRuntime().halt(Interrupts.EXIT_CODE);
  }

  /// Below the progress bar, which the terminal's `^C` has spoilt.
  private void say(String text) {
    if (terminal.display().redraw()) {
      terminal.err().println();
    }
    terminal.say(text);
  }

  static int exitCode(History history) {
    return history.reason() == StopReason.INTERRUPTED ? Interrupts.EXIT_CODE : 0;
  }

  @Override
  public void close() {
    interrupts.close();
  }
}
