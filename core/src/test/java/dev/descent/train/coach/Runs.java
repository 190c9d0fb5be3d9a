package dev.descent.train.coach;

import dev.descent.data.Dataset;
import dev.descent.data.GeneratedDigits;
import dev.descent.data.Mnist;
import dev.descent.data.TensorDataset;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.nn.Module;
import dev.descent.optim.Adam;
import dev.descent.optim.Sgd;
import dev.descent.optim.UpdateRule;
import dev.descent.train.DivergedException;
import dev.descent.train.TrainEvent;
import dev.descent.train.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Runs to judge.
final class Runs {
  static final int MEASURE_EVERY = 50;

  private Runs() {}

  /// A usual way to train 784-512-10 on digits.
  record Recipe(String name, UpdateRule rule, int batchSize) {}

  static final List<Recipe> HEALTHY =
      List.of(
          new Recipe("sgd 0.5, batch 128", new Sgd(0.5), 128),
          new Recipe("adam 0.001, batch 128", new Adam(0.001), 128),
          new Recipe("momentum 0.9 with 0.1, batch 128", new Sgd(0.1).momentum(0.9), 128),
          new Recipe("sgd 0.01, batch 128", new Sgd(0.01), 128),
          new Recipe("sgd 0.1, batch 32", new Sgd(0.1), 32),
          new Recipe("adam 0.001, batch 32", new Adam(0.001), 32),
          new Recipe("sgd 0.5, batch 512", new Sgd(0.5), 512));

  /// MNIST where it is.
  static Optional<Mnist> mnist() {
    String data = System.getenv("DESCENT_DATA");
    return data == null
        ? Optional.empty()
        : Mnist.find(Optional.of(Path.of(data, "mnist"))).map(Mnist::load);
  }

  static TensorDataset digits(int count, long seed) {
    return TensorDataset.of(GeneratedDigits.generate(count, seed));
  }

  /// All events of a run, to its end or to where it diverged.
  static List<TrainEvent> events(
      Recipe recipe, Dataset train, Dataset test, int epochs, long seed) {
    Mlp model = Mlp.of(seed, 784, 512, 10);
    return events(model, recipe, train, test, epochs, seed);
  }

  static List<TrainEvent> events(
      Module model, Recipe recipe, Dataset train, Dataset test, int epochs, long seed) {
    List<TrainEvent> events = new ArrayList<>();
    Trainer trainer =
        Trainer.of(model, Losses::crossEntropy, recipe.rule())
            .epochs(epochs)
            .batchSize(recipe.batchSize())
            .seed(seed)
            .measureEvery(MEASURE_EVERY)
            .listen(events::add);
    try {
      trainer.fit(train, test);
    } catch (DivergedException e) {
      return events; // the last one says so
    }
    return events;
  }
}
