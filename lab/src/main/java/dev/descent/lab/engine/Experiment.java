package dev.descent.lab.engine;

import dev.descent.lab.state.ExperimentState;
import dev.descent.lab.state.StateException;
import dev.descent.lab.state.TrainingState;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.optim.Clipping;
import dev.descent.tensor.Tensor;
import dev.descent.train.Evaluation;
import dev.descent.train.TrainListener;
import dev.descent.train.Trainer;
import dev.descent.train.TrainingMoment;
import dev.descent.train.TrainingSession;
import java.util.function.Supplier;

/// A state that trains: its data, its network, and the library's training loop, step by step.
final class Experiment {
  /// How often a step is looked at closely: gradients, updates, dead units.
  static final int MEASURE_EVERY = 200;

  private final ExperimentState state;
  private final Problem problem;
  private final Objective objective;
  private final Module model;
  private final TrainingSession session;
  private final TrainListener listener;

  private Experiment(ExperimentState state, Problem problem, TrainListener listener) {
    TrainingState training = state.training();
    problem.requireFit(training.loss());
    this.state = state;
    this.problem = problem;
    this.listener = listener;
    this.objective = Objective.of(training, problem.classes());
    this.model = Network.create(state.network(), problem);
    int examples = problem.train().size();
    int stepsPerEpoch = (examples + training.batchSize() - 1) / training.batchSize();
    try {
      this.session =
          Trainer.of(
                  model,
                  (outputs, labels) -> objective.penalised(model, outputs, labels),
                  training.rule())
              .epochs(Integer.MAX_VALUE)
              .batchSize(training.batchSize())
              .shuffle(training.shuffle())
              .seed(training.seed())
              .schedule(_ -> training.scheduleFor(stepsPerEpoch))
              .clip(Clipping.named(training.clip()))
              .measureEvery(MEASURE_EVERY)
              .compile(true)
              .listen(listener)
              .session(problem.train());
    } catch (IllegalArgumentException e) {
      throw new StateException("training", String.valueOf(e.getMessage()));
    }
    Tensor.eval(model, session.optimizer());
  }

  /// An experiment at step 0.
  ///
  /// **Throws** [StateException] if the state makes no sense
  static Experiment begin(ExperimentState state, Problem problem, TrainListener listener) {
    return new Experiment(state, problem, listener);
  }

  /// This experiment with another state, from where it stands.
  ///
  /// **Throws** [StateException] if the state makes no sense; this one is as it was then
  Experiment goOnAs(ExperimentState next) {
    Experiment experiment = new Experiment(next, problem, listener);
    boolean sameRule =
        next.training().rule().getClass() == state.training().rule().getClass()
            && next.training().rule().stateNames().equals(state.training().rule().stateNames());
    TrainingMoment moment = session.moment();
    experiment.session.restore(sameRule ? moment : moment.withoutOptimizerState());
    return experiment;
  }

  ExperimentState state() {
    return state;
  }

  Problem problem() {
    return problem;
  }

  Objective objective() {
    return objective;
  }

  Module model() {
    return model;
  }

  TrainingSession session() {
    return session;
  }

  long step() {
    return session.steps();
  }

  /// Sets one number of a parameter.
  ///
  /// **Throws** [StateException] if there is none
  void edit(Edit edit) {
    Parameter parameter = model.parameters().get(edit.parameter());
    if (parameter == null) {
      throw new StateException(
          "parameter",
          "there is no parameter of that name; there are: " + model.parameters().keySet());
    }
    if (edit.index() >= parameter.shape().count()) {
      throw new StateException(
          "index",
          "%s has %d elements; there is no %d"
              .formatted(edit.parameter(), parameter.shape().count(), edit.index()));
    }
    float[] values = parameter.value().toFloatArray();
    values[edit.index()] = edit.value();
    parameter.assign(Tensor.wrap(values, parameter.shape().toArray()));
    Tensor.eval(model);
    session.restore(session.moment()); // or a search for what diverged would begin before the edit
  }

  /// How it does on the training set, without penalties.
  Evaluation onTraining() {
    return Evaluation.of(model, objective::loss, problem.train());
  }

  /// How it does on the validation set, without penalties.
  Evaluation onValidation() {
    return Evaluation.of(model, objective::loss, problem.validation());
  }

  /// Does something with the model in evaluation mode.
  <T> T evaluating(Supplier<T> action) {
    boolean training = model.isTraining();
    model.eval();
    try {
      return action.get();
    } finally {
      if (training) {
        model.train();
      }
    }
  }
}
