package dev.descent.cli.report;

import dev.descent.train.RunLog;
import dev.descent.train.StopReason;

/// How it stands with a run.
///
/// @param kind what it comes down to
/// @param text the same in words
public record RunStatus(Kind kind, String text) {
  /// What it comes down to.
  public enum Kind {
    UNDER_WAY("under way"),
    BROKEN_OFF("broken off"),
    COMPLETED("completed"),
    EARLY("stopped early"),
    INTERRUPTED("interrupted"),
    DIVERGED("diverged");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /// The word for it.
    public String label() {
      return label;
    }
  }

  static RunStatus of(RunLog log, boolean underWay) {
    RunLog.Finish finish = log.finish();
    if (finish == null) {
      return underWay
          ? new RunStatus(Kind.UNDER_WAY, "The run is under way; this is how far it has come.")
          : new RunStatus(
              Kind.BROKEN_OFF, "The run was broken off: its program ended before the run did.");
    }
    return new RunStatus(kind(finish.reason()), finish.detail());
  }

  private static Kind kind(StopReason reason) {
    return switch (reason) {
      case COMPLETED -> Kind.COMPLETED;
      case EARLY, TIME -> Kind.EARLY;
      case INTERRUPTED -> Kind.INTERRUPTED;
      case DIVERGED -> Kind.DIVERGED;
    };
  }
}
