package dev.descent.train;

import dev.descent.data.Dataset;
import dev.descent.io.Json;
import dev.descent.nn.Losses;
import dev.descent.nn.Module;
import dev.descent.optim.Clipping;
import dev.descent.optim.Rules;
import dev.descent.optim.Schedule;
import dev.descent.optim.WeightAverage;
import dev.descent.tensor.Tensor;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// Everything that is needed to repeat a run: what `run.json` holds.
///
/// @param source where the examples come from, see [dev.descent.data.DataSource#toMap]
/// @param dataset what it learns from
/// @param model what learns
/// @param optimizer the optimizer's `name` and its numbers by their names, see [Rules#toMap]
/// @param training how it learns
public record RunSpec(
    Map<String, Object> source,
    DatasetSpec dataset,
    MlpSpec model,
    Map<String, Object> optimizer,
    TrainingSpec training) {
  private static final int FORMAT = 2;

  public RunSpec {
    source = Collections.unmodifiableMap(new LinkedHashMap<>(source));
    optimizer = Collections.unmodifiableMap(new LinkedHashMap<>(optimizer));
  }

  /// A dataset.
  ///
  /// @param name such as `mnist`
  /// @param trainDigest the SHA-256 of the training part, see [Dataset#digest()]
  /// @param testDigest the SHA-256 of the test part
  /// @param trainLimit the most examples that are learned from, the first ones
  public record DatasetSpec(
      String name, String trainDigest, String testDigest, int trainLimit) {}

  /// The same with another way of training.
  public RunSpec training(TrainingSpec changed) {
    return new RunSpec(source, dataset, model, optimizer, changed);
  }

  /// A new model; the same seed gives the same weights.
  public Module build() {
    return model.build(training.seed());
  }

  /// A trainer that does what this says, with the listeners that end it early.
  ///
  /// **Throws** [IllegalArgumentException] if a text in it means nothing
  ///
  /// @param model a new one, as [MlpSpec#build] makes it
  public Trainer trainer(Module model, BinaryOperator<Tensor> loss) {
    TrainingSpec.Steps steps = training.steps();
    Trainer trainer =
        Trainer.of(model, loss, Rules.groupsFor(Rules.fromMap(optimizer)))
            .epochs(training.epochs())
            .batchSize(training.batchSize())
            .seed(training.seed())
            .shuffle(training.shuffle())
            .accumulate(steps.accumulate())
            .schedule(total -> Schedule.named(steps.schedule(), total))
            .measureEvery(training.keeping().measureEvery());
    if (isUsed(steps.clip())) {
      trainer.clip(Clipping.named(steps.clip()));
    }
    if (isUsed(steps.average())) {
      trainer.average(averaged ->
          Objects.requireNonNull(WeightAverage.named(steps.average(), averaged), "used"));
    }
    return stopping(trainer);
  }

  private Trainer stopping(Trainer trainer) {
    TrainingSpec.Stopping stopping = training.stopping();
    if (stopping.accuracy() > 0) {
      trainer.listen(EarlyStopping.atAccuracy(stopping.accuracy()));
    }
    if (!stopping.metric().isEmpty()) {
      Patience patience =
          EarlyStopping.on(stopping.metric())
              .patience(stopping.patience())
              .minimumChange(stopping.minimumChange());
      trainer.listen(stopping.restoreBest() ? patience.restoreBest() : patience);
    }
    if (stopping.seconds() > 0) {
      trainer.listen(EarlyStopping.afterSeconds(stopping.seconds()));
    }
    return trainer;
  }

  /// The usual loss: cross entropy for classes, smoothed if the spec says so, and mean squared
  /// error for other targets.
  public BinaryOperator<Tensor> loss(Dataset train) {
    double smoothing = training.steps().labelSmoothing();
    if (train.classes() == 0) {
      return Losses::mse;
    }
    return smoothing == 0
        ? Losses::crossEntropy
        : (outputs, labels) -> Losses.crossEntropy(outputs, labels, smoothing);
  }

  private static boolean isUsed(String text) {
    return !text.equals(TrainingSpec.NONE);
  }

  Map<String, @Nullable Object> toJson() {
    String version = RunSpec.class.getPackage().getImplementationVersion();
    return Json.object(
        "format",
        FORMAT,
        "versions",
        Json.object(
            "descent",
            version == null ? "development" : version,
            "java",
            System.getProperty("java.version"),
            "platform",
            System.getProperty("os.name") + " " + System.getProperty("os.arch")),
        "source",
        source,
        "dataset",
        Json.object(
            "name",
            dataset.name,
            "trainDigest",
            dataset.trainDigest,
            "testDigest",
            dataset.testDigest,
            "trainLimit",
            dataset.trainLimit),
        "model",
        model.toJson(),
        "optimizer",
        optimizer,
        "training",
        training.toJson());
  }

  /// **Throws** [RunException] naming the file and the field if something is missing or makes no
  /// sense
  static RunSpec fromJson(Path file, Map<String, @Nullable Object> json) {
    Fields fields = new Fields(file, "", json);
    long format = fields.integer("format", 1, Integer.MAX_VALUE);
    if (format != FORMAT) {
      throw new RunException(
          file
              + " has format "
              + format
              + ", this program knows format "
              + FORMAT
              + (format > FORMAT
                  ? "; use a newer version"
                  : "; train again, or use the version that made it"));
    }
    Fields dataset = fields.object("dataset");
    return new RunSpec(
        fields.object("source").values(),
        new DatasetSpec(
            dataset.text("name"),
            dataset.text("trainDigest"),
            dataset.text("testDigest"),
            (int) dataset.integer("trainLimit", 1, Integer.MAX_VALUE)),
        MlpSpec.fromJson(fields.object("model")),
        fields.object("optimizer").values(),
        TrainingSpec.fromJson(fields.object("training")));
  }
}
