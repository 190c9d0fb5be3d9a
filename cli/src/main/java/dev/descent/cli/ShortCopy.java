package dev.descent.cli;

import dev.descent.data.DataSource;
import dev.descent.data.LoadedData;
import dev.descent.optim.ReduceOnPlateau;
import dev.descent.optim.Schedule;
import dev.descent.train.RunSpec;
import dev.descent.train.RunSpec.DatasetSpec;
import dev.descent.train.TrainingSpec;
import dev.descent.train.TrainingSpec.Keeping;
import dev.descent.train.TrainingSpec.Stopping;

/// The same run on fewer examples and with fewer steps, and with a checkpoint every few of them.
///
/// @param spec how it is made
/// @param steps the number of its steps
record ShortCopy(RunSpec spec, long steps) {
  private static final int STEPS = 60;
  private static final int STEPS_A_KILL = 8;
  private static final int STEPS_AN_EPOCH = 20;
  private static final int CHECKPOINTS_KEPT = 3;
  private static final long MOST_STEPS = 1_000_000;

  /// @param source where the run's data are now
  /// @param kills how often the copy is to be killed
  static ShortCopy of(RunSpec made, DataSource source, int kills) {
    TrainingSpec training = made.training();
    long examplesAStep = (long) training.batchSize() * training.steps().accumulate();
    int limit = (int) Math.min(made.dataset().trainLimit(), STEPS_AN_EPOCH * examplesAStep);
    LoadedData data = source.load(limit);
    long stepsAnEpoch = (data.train().size() + examplesAStep - 1) / examplesAStep;
    long least = Math.max(STEPS, (long) STEPS_A_KILL * kills);
    while (!leavesRoom(training.steps().schedule(), least)) {
      least *= 2;
    }
    int epochs = (int) Math.max(2, (least + stepsAnEpoch - 1) / stepsAnEpoch);
    long steps = epochs * stepsAnEpoch;
    RunSpec spec =
        new RunSpec(
            source,
            new DatasetSpec(
                made.dataset().name(),
                data.train().digest(),
                data.test().digest(),
                limit,
                made.dataset().classNames()),
            made.schema(),
            made.model(),
            made.optimizer(),
            new TrainingSpec(
                epochs,
                training.batchSize(),
                training.seed(),
                training.shuffle(),
                training.steps(),
                stopping(training.stopping()),
                keeping(training.keeping(), steps, kills)));
    return new ShortCopy(spec, steps);
  }

  /// Whether a schedule's warm-up, say, is over before so many steps are.
  private static boolean leavesRoom(String schedule, long steps) {
    if (steps > MOST_STEPS || ReduceOnPlateau.isNamed(schedule)) {
      return true;
    }
    try {
      Schedule.named(schedule, steps);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// A goal or a time must not end it; patience is remembered, and stays.
  private static Stopping stopping(Stopping made) {
    return new Stopping(
        0, made.metric(), made.patience(), made.minimumChange(), made.restoreBest(), 0);
  }

  private static Keeping keeping(Keeping made, long steps, int kills) {
    int every = (int) Math.max(1, steps / (2L * kills + STEPS_AN_EPOCH));
    return new Keeping(every, 0, CHECKPOINTS_KEPT, made.measureEvery(), made.coach(), false);
  }
}
