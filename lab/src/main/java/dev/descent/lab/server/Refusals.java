package dev.descent.lab.server;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Tells of what was refused: a line when something happens, and no more than one of its kind in
/// ten seconds, however often it happens.
final class Refusals {
  private static final long QUIET = 10_000_000_000L;

  private final Consumer<String> log;
  private final Map<String, Kind> kinds = new HashMap<>();

  private static final class Kind {
    long toldAt;
    long untold;
  }

  Refusals(Consumer<String> log) {
    this.log = log;
  }

  /// Notes a refusal.
  ///
  /// @param kind what was refused, in words that hold nothing that came from outside
  void note(String kind) {
    String line;
    synchronized (kinds) {
      long now = System.nanoTime();
      Kind known = kinds.get(kind);
      if (known != null && now - known.toldAt < QUIET) {
        known.untold++;
        return;
      }
      long more = known == null ? 0 : known.untold;
      Kind told = new Kind();
      told.toldAt = now;
      kinds.put(kind, told);
      line = "refused " + kind + (more == 0 ? "" : " (and " + more + " more before)");
    }
    log.accept(line);
  }
}
