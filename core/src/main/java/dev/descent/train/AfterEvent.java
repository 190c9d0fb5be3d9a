package dev.descent.train;

import java.util.ArrayDeque;
import java.util.Deque;

/// What is to be done once all listeners have heard an event.
final class AfterEvent {
  private final Deque<Runnable> actions = new ArrayDeque<>();

  void add(Runnable action) {
    actions.add(action);
  }

  /// What cannot be saved must not keep something else from being saved: all is tried.
  void run() {
    RunException failure = null;
    for (Runnable next = actions.poll(); next != null; next = actions.poll()) {
      try {
        next.run();
      } catch (RunException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
