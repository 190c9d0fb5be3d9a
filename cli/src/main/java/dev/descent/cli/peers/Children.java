package dev.descent.cli.peers;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The programs that a comparison starts, one at a time. None outlives it: not when it is closed,
/// and not when Ctrl-C or a signal ends this program.
public final class Children implements AutoCloseable {
  private final Thread atExit = new Thread(this::kill, "children");
  private @Nullable Process running;
  private boolean ended;

  /// None yet.
  public Children() {
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /// Starts a program.
  ///
  /// **Throws** [InterruptedException] if this program is being ended
  synchronized Process start(ProcessBuilder program) throws IOException, InterruptedException {
    if (ended) {
      throw new InterruptedException("interrupted by Ctrl-C");
    }
    Process started = program.start();
    running = started;
    return started;
  }

  /// Waits for a program's end.
  ///
  /// @return its exit status
  /// @throws InterruptedException if it was ended because this program is: Ctrl-C reaches both
  int await(Process process) throws InterruptedException {
    int status = process.waitFor();
    synchronized (this) {
      if (ended || status == 130) {
        throw new InterruptedException("interrupted by Ctrl-C");
      }
    }
    return status;
  }

  /// Maven is a script that starts a JVM, hence the descendants.
  private synchronized void kill() {
    ended = true;
    if (running != null) {
      running.descendants().forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly();
    }
  }

  private synchronized boolean isEnded() {
    return ended;
  }

  @Override
  public void close() {
    if (!isEnded()) {
      Runtime.getRuntime().removeShutdownHook(atExit);
      kill();
    }
  }
}
