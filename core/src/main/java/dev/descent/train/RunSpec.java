package dev.descent.train;

import dev.descent.data.Augmentation;
import dev.descent.data.CsvSchema;
import dev.descent.data.DataSource;
import dev.descent.data.LoadedData;
import dev.descent.io.Json;
import dev.descent.nn.Losses;
import dev.descent.nn.Module;
import dev.descent.nn.TableModel;
import dev.descent.optim.Clipping;
import dev.descent.optim.ReduceOnPlateau;
import dev.descent.optim.Rules;
import dev.descent.optim.Schedule;
import dev.descent.optim.WeightAverage;
import dev.descent.tensor.Tensor;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// Everything that is needed to repeat a run: what `run.json` holds.
///
/// @param source where the examples come from
/// @param dataset what it learns from
/// @param schema what the columns of a table are; null if the examples are no rows of a table
/// @param model what learns; for a table, what learns from its columns once they are encoded
/// @param optimizer the optimizer's `name` and its numbers by their names, see [Rules#toMap]
/// @param training how it learns
public record RunSpec(
    DataSource source,
    DatasetSpec dataset,
    @Nullable CsvSchema schema,
    MlpSpec model,
    Map<String, Object> optimizer,
    TrainingSpec training) {
  private static final int FORMAT = 2;

  /// Altering the images of a batch takes about as long as a step does.
  private static final int AUGMENTED_AHEAD = 2;

  public RunSpec {
    optimizer = Collections.unmodifiableMap(new LinkedHashMap<>(optimizer));
  }

  /// A dataset.
  ///
  /// @param name such as `mnist`
  /// @param trainDigest the SHA-256 of the training part, see [dev.descent.data.Dataset#digest()]
  /// @param testDigest the SHA-256 of the test part
  /// @param trainLimit the most examples that are learned from, the first ones
  /// @param classNames the names of the classes; none where no classes are learned
  public record DatasetSpec(
      String name, String trainDigest, String testDigest, int trainLimit, List<String> classNames) {
    public DatasetSpec {
      classNames = List.copyOf(classNames);
    }
  }

  /// The same with another way of training.
  public RunSpec training(TrainingSpec changed) {
    return new RunSpec(source, dataset, schema, model, optimizer, changed);
  }

  /// A new model; the same seed gives the same weights.
  public Module build() {
    long seed = training.seed();
    return schema == null ? model.build(seed) : TableModels.of(schema, _ -> model.build(seed));
  }

  /// A trainer that does what this says, with the listeners that end it early.
  ///
  /// **Throws** [IllegalArgumentException] if a text in it means nothing
  ///
  /// @param model a new one, as [#build] makes it
  /// @param data what it learns from
  public Trainer trainer(Module model, LoadedData data) {
    TrainingSpec.Steps steps = training.steps();
    Trainer trainer =
        Trainer.of(model, loss(model), Rules.groupsFor(Rules.fromMap(optimizer)))
            .epochs(training.epochs())
            .batchSize(training.batchSize())
            .seed(training.seed())
            .shuffle(training.shuffle())
            .accumulate(steps.accumulate())
            .compile(true)
            .measureEvery(training.keeping().measureEvery());
    if (ReduceOnPlateau.isNamed(steps.schedule())) {
      trainer.listen(new Plateau(ReduceOnPlateau.named(steps.schedule())));
    } else {
      trainer.schedule(total -> Schedule.named(steps.schedule(), total));
    }
    if (isUsed(steps.clip())) {
      trainer.clip(Clipping.named(steps.clip()));
    }
    if (isUsed(steps.average())) {
      trainer.average(averaged ->
          Objects.requireNonNull(WeightAverage.named(steps.average(), averaged), "used"));
    }
    if (isUsed(steps.augment())) {
      augment(trainer, data.images());
    }
    return stopping(trainer);
  }

  private void augment(Trainer trainer, LoadedData.@Nullable ImageSize size) {
    if (size == null) {
      throw new IllegalArgumentException(
          "an augmentation is for images, and " + dataset.name + " has none");
    }
    trainer.augment(
        Augmentation.named(
            training.steps().augment(), size.height(), size.width(), training.seed()));
    trainer.prefetch(AUGMENTED_AHEAD);
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

  /// The loss: cross entropy for classes, smoothed if the spec says so, and for a number the mean
  /// squared error in units of its deviation.
  ///
  /// @param model as [#build] makes it
  public BinaryOperator<Tensor> loss(Module model) {
    double smoothing = training.steps().labelSmoothing();
    if (model instanceof TableModel table && smoothing == 0) {
      return table.loss();
    }
    if (this.model.sizes().getLast() == 1) {
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
        source.toMap(),
        "dataset",
        Json.object(
            "name",
            dataset.name,
            "trainDigest",
            dataset.trainDigest,
            "testDigest",
            dataset.testDigest,
            "trainLimit",
            dataset.trainLimit,
            "classNames",
            dataset.classNames),
        "schema",
        schema == null ? null : schema.toMap(),
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
        source(fields),
        new DatasetSpec(
            dataset.text("name"),
            dataset.text("trainDigest"),
            dataset.text("testDigest"),
            (int) dataset.integer("trainLimit", 1, Integer.MAX_VALUE),
            dataset.texts("classNames")),
        schema(fields),
        MlpSpec.fromJson(fields.object("model")),
        fields.object("optimizer").values(),
        TrainingSpec.fromJson(fields.object("training")));
  }

  private static @Nullable CsvSchema schema(Fields fields) {
    if (fields.value("schema") == null) {
      return null;
    }
    try {
      return CsvSchema.fromMap(fields.map("schema"));
    } catch (IllegalArgumentException e) {
      throw fields.wrong("schema", "the description of a table (" + e.getMessage() + ")");
    }
  }

  private static DataSource source(Fields fields) {
    try {
      return DataSource.fromMap(fields.map("source"));
    } catch (IllegalArgumentException e) {
      throw fields.wrong("source", "where the examples come from (" + e.getMessage() + ")");
    }
  }
}
