package dev.descent.cli;

import dev.descent.data.CsvSchema;
import dev.descent.data.DataSource;
import dev.descent.data.LoadedData;
import dev.descent.nn.Module;
import dev.descent.optim.ReduceOnPlateau;
import dev.descent.optim.Rules;
import dev.descent.optim.Schedule;
import dev.descent.optim.UpdateRule;
import dev.descent.optim.WeightAverage;
import dev.descent.train.MlpSpec;
import dev.descent.train.RunSpec;
import dev.descent.train.RunSpec.DatasetSpec;
import dev.descent.train.TableModels;
import dev.descent.train.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What training can be told. Whatever is not said is the recipe's.
final class TrainOptions {
  private static final int MOST_THREADS = 256;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      description = {
        "Settings that go well together, for mnist: fast (98 %% in the least time), best (the highest"
            + " accuracy), classic (the textbook's). Other options change single ones."
      })
  @Nullable String recipe;

  @Mixin DataOptions data = new DataOptions();

  @Option(
      names = {"-e", "--epochs"},
      paramLabel = "N",
      description = "Times to go through the training examples. Default: 10 for digits.")
  @Nullable Integer epochs;

  @Option(
      names = {"-b", "--batch-size"},
      paramLabel = "N",
      description = "Examples in a batch. Default: 128 for digits.")
  @Nullable Integer batchSize;

  @Option(
      names = {"-s", "--seed"},
      paramLabel = "N",
      description = "What all chance comes from: the same seed gives the same model. Default: 1.")
  long seed = 1;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads; they don't change the result. Default: one a processor.")
  @Nullable Integer threads;

  @Option(
      names = "--json",
      description = "Print one JSON object a line on standard output, and nothing else there.")
  boolean json;

  @Option(
      names = "--json-steps",
      paramLabel = "N",
      description = "With --json, a line for one step in N as well. Default: none.")
  @Nullable Integer jsonSteps;

  @ArgGroup(exclusive = false, heading = "%nThe network%n")
  ModelOptions model = new ModelOptions();

  @ArgGroup(exclusive = false, heading = "%nA step%n")
  OptimizerOptions optimizer = new OptimizerOptions();

  @ArgGroup(exclusive = false, heading = "%nThe end%n")
  StoppingOptions stopping = new StoppingOptions();

  @ArgGroup(exclusive = false, heading = "%nWhat is written%n")
  RunOptions run = new RunOptions();

  Checks checks() {
    return new Checks(spec.commandLine());
  }

  /// Checks every word and number before anything is done.
  void check() {
    Checks checks = checks();
    checks.meaning("--recipe", () -> recipe == null ? null : Recipes.named(recipe));
    data.check(checks);
    checks.count("--epochs", epochs);
    checks.count("--batch-size", batchSize);
    checks.count("--threads", threads, MOST_THREADS);
    checks.count("--json-steps", jsonSteps);
    if (jsonSteps != null && !json) {
      throw checks.wrong("--json-steps adds lines to those of --json: give both");
    }
    model.check(checks);
    optimizer.check(checks, Recipes.guess(recipe, data.name));
    stopping.check(checks);
    run.check(checks);
  }

  private Recipe recipe(DataSource source) {
    if (recipe == null) {
      return Recipes.usual(source);
    }
    return switch (source) {
      case DataSource.Mnist _, DataSource.Digits _, DataSource.Images _ -> Recipes.named(recipe);
      case DataSource.Csv _, DataSource.Toy _ ->
          throw checks()
              .wrong(
                  "--recipe is for pictures; leave it out for %s, which has settings of its own"
                      .formatted(source.name()));
    };
  }

  /// All that is needed to repeat the run.
  RunSpec spec(DataSource source, LoadedData loaded) {
    RunSpec made = unchecked(source, loaded);
    requireMeaning(made, loaded);
    return made;
  }

  /// Makes sense of all that is still a text, before anything is written. Nothing is computed.
  private void requireMeaning(RunSpec made, LoadedData loaded) {
    Checks checks = checks();
    ModelMemory.require(made.model(), Runtime.getRuntime().maxMemory());
    Module built = made.build();
    TrainingSpec training = made.training();
    TrainingSpec.Steps steps = training.steps();
    if (!steps.average().equals(TrainingSpec.NONE)) {
      checks.meaning("--average", () -> WeightAverage.named(steps.average(), built));
    }
    if (!ReduceOnPlateau.isNamed(steps.schedule())) {
      long batch = (long) training.batchSize() * steps.accumulate();
      long stepsPerEpoch = (loaded.train().size() + batch - 1) / batch;
      checks.meaning(
          "--schedule", () -> Schedule.named(steps.schedule(), stepsPerEpoch * training.epochs()));
    }
    String option = steps.augment().equals(TrainingSpec.NONE) ? "--optimizer" : "--augment";
    checks.meaning(option, () -> made.trainer(built, loaded));
    stopping.requireFigures(checks, loaded.train().classes());
  }

  private RunSpec unchecked(DataSource source, LoadedData loaded) {
    Recipe usual = recipe(source);
    UpdateRule rule = optimizer.rule(usual.optimizer(), checks());
    return new RunSpec(
        source,
        new DatasetSpec(
            source.name(),
            loaded.train().digest(),
            loaded.test().digest(),
            data.trainLimit,
            loaded.classNames()),
        loaded.schema(),
        network(usual, loaded),
        Rules.toMap(rule),
        new TrainingSpec(
            Objects.requireNonNullElse(epochs, usual.epochs()),
            Objects.requireNonNullElse(batchSize, usual.batchSize()),
            seed,
            Objects.requireNonNullElse(data.shuffle, true),
            optimizer.steps(usual.steps(), data.augment),
            stopping.stopping(usual.stopping()),
            run.keeping()));
  }

  private MlpSpec network(Recipe usual, LoadedData loaded) {
    CsvSchema schema = loaded.schema();
    List<Integer> sizes = new ArrayList<>();
    sizes.add(schema == null ? loaded.train().inputShape().count() : TableModels.inputs(schema));
    sizes.addAll(model.hidden == null ? usual.hidden() : model.hidden.sizes());
    sizes.add(Math.max(1, loaded.train().classes()));
    return new MlpSpec(
        sizes,
        Objects.requireNonNullElse(model.activation, usual.activation()),
        Objects.requireNonNullElse(model.dropout, usual.dropout()));
  }
}
