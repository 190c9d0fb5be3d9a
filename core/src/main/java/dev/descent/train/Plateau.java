package dev.descent.train;

import dev.descent.optim.ReduceOnPlateau;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lowers the learning rate when the test loss gets no better, see [ReduceOnPlateau].
final class Plateau implements TrainListener, Stateful {
  private final ReduceOnPlateau rule;
  private @Nullable TrainingRun run;

  Plateau(ReduceOnPlateau rule) {
    this.rule = rule;
  }

  @Override
  public void on(TrainEvent event) {
    if (event instanceof TrainEvent.Started started) {
      run = started.run();
    } else if (event instanceof TrainEvent.Evaluated evaluated && run != null) {
      double before = rule.factor();
      double now = rule.report(evaluated.evaluation().loss());
      if (now != before) {
        run.scaleLearningRate(now / before);
      }
    }
  }

  @Override
  public String stateName() {
    return "plateau";
  }

  @Override
  public Map<String, ? extends @Nullable Object> state() {
    return rule.state();
  }

  @Override
  public void restore(Map<String, ? extends @Nullable Object> state) {
    rule.restore(state);
  }
}
