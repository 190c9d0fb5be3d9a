package dev.descent.train;

import dev.descent.data.DataSource;
import dev.descent.data.LoadedData;
import dev.descent.data.ToySets;
import dev.descent.nn.Activation;
import dev.descent.nn.BatchNorm;
import dev.descent.nn.Dropout;
import dev.descent.nn.Linear;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.nn.Module;
import dev.descent.nn.Seed;
import dev.descent.nn.Sequential;
import dev.descent.optim.Adam;
import dev.descent.optim.Clipping;
import dev.descent.optim.Muon;
import dev.descent.optim.Rules;
import dev.descent.optim.Schedule;
import dev.descent.optim.Sgd;
import dev.descent.optim.WeightAverage;
import dev.descent.train.RunSpec.DatasetSpec;
import dev.descent.train.TrainingSpec.Keeping;
import dev.descent.train.TrainingSpec.Steps;
import dev.descent.train.TrainingSpec.Stopping;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// Short runs that between them have all the memory that a run can have.
enum ResumeCase {
  /// Of 7 batches of 16 an epoch, the last is smaller, and every fourth step has only one batch.
  ADAM_ONE_CYCLE_DROPOUT_ACCUMULATION_EMA(
      () -> Mlp.of(3, Activation.TANH, 0.2, 2, 8, 3),
      model ->
          Trainer.of(model, Losses::crossEntropy, new Adam(0.01))
              .epochs(3)
              .batchSize(16)
              .accumulate(2)
              .seed(7)
              .measureEvery(2)
              .schedule(Schedule::oneCycle)
              .average(averaged -> WeightAverage.ema(averaged, 0.9))
              .listen(EarlyStopping.on("loss").patience(9).restoreBest())),

  /// Running statistics and dropout's counter belong to the model's state, and accumulation moves
  /// them once a batch.
  BATCH_NORM_DROPOUT_MOMENTUM_SWA(
      () ->
          Sequential.of(
              Seed.of(5),
              seed -> new Linear(2, 8, seed),
              _ -> new BatchNorm(8),
              Activation.RELU,
              seed -> new Dropout(0.3, seed),
              seed -> new Linear(8, 3, seed)),
      model ->
          Trainer.of(model, Losses::crossEntropy, new Sgd(0.1).momentum(0.9))
              .epochs(3)
              .batchSize(13)
              .accumulate(2)
              .seed(9)
              .clip(Clipping.byGlobalNorm(0.5))
              .average(averaged -> WeightAverage.swa(averaged, 3, 2))),

  /// The learning rate hangs on the tests so far.
  MUON_PLATEAU_PATIENCE(() -> spec().build(), model -> spec().trainer(model, data()));

  private final Supplier<Module> model;
  private final Function<Module, Trainer> trainer;

  ResumeCase(Supplier<Module> model, Function<Module, Trainer> trainer) {
    this.model = model;
    this.trainer = trainer;
  }

  Module model() {
    return model.get();
  }

  Trainer trainer(Module model) {
    return trainer.apply(model);
  }

  static LoadedData data() {
    return new LoadedData(
        Problems.blobs(100, 1), Problems.blobs(40, 2), List.of(), null, null, List.of());
  }

  static RunSpec spec() {
    return new RunSpec(
        new DataSource.Toy(ToySets.Kind.GAUSSIAN, 100, 0.1, 1, 0.2),
        new DatasetSpec("blobs", "ab12", "cd34", 1000, List.of("a", "b", "c")),
        null,
        new MlpSpec(List.of(2, 8, 3), Activation.TANH, 0.1),
        Rules.toMap(new Muon(0.02)),
        new TrainingSpec(
            4,
            32,
            3,
            true,
            new Steps(
                "plateau:factor=0.5,patience=0,threshold=0.2", "value:0.1", "none", "none", 1, 0.1),
            new Stopping(0, "accuracy", 6, 0, true, 0),
            new Keeping(2, 0, 2, 3, true, false)));
  }
}
