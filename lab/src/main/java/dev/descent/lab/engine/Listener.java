package dev.descent.lab.engine;

import dev.descent.train.EpochResult;
import dev.descent.train.StepStatistics;
import dev.descent.train.TrainEvent;
import dev.descent.train.coach.Coach;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Hears an experiment's events: keeps what pages want to see, and lets the coach hear them.
///
/// Steps that are done again, on the way back to somewhere, are no news to the coach. An epoch's
/// validation is the one that was measured for a page last, so that epochs cost nothing that nobody
/// sees.
final class Listener implements Player.Hearer {
  private final Advice advice;
  private Coach coach = new Coach();
  private TrainEvent.@Nullable Started started;
  private @Nullable StepStatistics health;
  private @Nullable Measurement measured;
  private double latestLoss = Double.NaN;

  /// Takes what the coach says.
  interface Advice {
    /// Takes a piece of advice.
    void give(String rule, String text, String suggestion);
  }

  Listener(Advice advice) {
    this.advice = advice;
  }

  /// A new experiment has begun: a new coach looks at it.
  void begin() {
    coach = new Coach();
    if (started != null) {
      coach.on(started);
    }
    health = null;
    measured = null;
    latestLoss = Double.NaN;
  }

  void measured(Measurement latest) {
    measured = latest;
  }

  @Nullable StepStatistics health() {
    return health;
  }

  double latestLoss() {
    return latestLoss;
  }

  @Override
  public void on(TrainEvent event, boolean again) {
    switch (event) {
      case TrainEvent.StepDone step -> {
        latestLoss = step.loss();
        tell(event, again);
      }
      case TrainEvent.Measured closer -> {
        health = closer.statistics();
        tell(event, again);
      }
      case TrainEvent.Notice notice ->
          advice.give(notice.rule(), asOnThePage(notice.text()), asOnThePage(notice.suggestion()));
      case TrainEvent.Started first -> {
        started = first;
        coach.on(first);
      }
      case TrainEvent.EpochEnded ended -> {
        Measurement seen = measured;
        if (seen != null && !again) {
          measured = null;
          coach.on(new TrainEvent.EpochEnded(with(ended.result(), seen)));
        }
      }
      default -> tell(event, again);
    }
  }

  private void tell(TrainEvent event, boolean again) {
    if (!again) {
      coach.on(event);
    }
  }

  /// What the page calls validation is the test set on the command line.
  static String asOnThePage(String text) {
    return text.replaceAll("\\btest (loss|accuracy|set)\\b", "validation $1");
  }

  /// An epoch's losses as the page shows them: of the whole sets, at the same step.
  private static EpochResult with(EpochResult result, Measurement seen) {
    return new EpochResult(
        result.epoch(),
        result.steps(),
        seen.trainLoss(),
        seen.validationLoss(),
        seen.validationAccuracy(),
        result.seconds(),
        Map.of());
  }
}
