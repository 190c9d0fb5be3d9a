package dev.descent.train;

import dev.descent.nn.Module;
import dev.descent.optim.Optimizer;

/// A run that is taken step by step, with the same steps, events and numbers as [Trainer#fit]: for
/// programs that want to look at, stop, and steer training, or go back in it.
///
/// ```java
/// TrainingSession session = Trainer.of(model, loss, new Sgd(0.03)).batchSize(10).session(train);
/// while (session.step()) {
///   TrainingMoment moment = session.moment();
///   ...
///   session.restore(moment); // and the same steps come again
/// }
/// ```
///
/// Listeners hear what they hear in `fit`, but no [TrainEvent.Stopped]. They are told what happens,
/// also when it happens again after going back.
///
/// A session is for one thread.
public final class TrainingSession {
  private final TrainingLoop loop;

  TrainingSession(TrainingLoop loop) {
    this.loop = loop;
    loop.begin();
    loop.model().train();
  }

  /// Does one step.
  ///
  /// - **Throws** [DivergedException] if the loss or a parameter is no finite number any more; the
  ///   session can go on from an earlier moment
  ///
  /// @return whether there was one left: false once all epochs are done or a listener has asked to
  ///   stop
  public boolean step() {
    try {
      return loop.advance();
    } catch (DivergedException e) {
      loop.moved();
      throw e;
    }
  }

  /// A copy of all that the steps to come depend on.
  public TrainingMoment moment() {
    return TrainingMoment.of(model(), optimizer(), loop.progress());
  }

  /// Goes to a moment of this run, or of another one with the same model: one with other settings
  /// goes on in the same place of the data, with another batch size from the next whole batch.
  ///
  /// - **Throws** [IllegalArgumentException] if model or optimizer have another state than the
  ///   moment's; nothing is changed then
  public void restore(TrainingMoment moment) {
    moment.restore(model(), optimizer());
    loop.moved();
    loop.resume(moment.progress());
  }

  /// The model. Between steps it may be looked at, and its parameters be changed.
  public Module model() {
    return loop.model();
  }

  /// The optimizer.
  public Optimizer optimizer() {
    return loop.optimizer();
  }

  /// The number of steps done.
  public long steps() {
    return optimizer().steps();
  }

  /// The number of steps in an epoch.
  public int stepsPerEpoch() {
    return loop.stepsPerEpoch();
  }

  /// How many of the steps of the epoch under way are done; 0 between two epochs.
  public int stepsInEpoch() {
    return loop.progress().batch;
  }

  /// The epochs done, with the part of the one under way.
  public double epochs() {
    return loop.progress().epoch - 1 + (double) stepsInEpoch() / stepsPerEpoch();
  }

  /// The learning rate that the next step will have.
  public double nextLearningRate() {
    return loop.nextLearningRate();
  }
}
