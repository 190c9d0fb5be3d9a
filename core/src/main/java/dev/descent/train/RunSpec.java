package dev.descent.train;

import dev.descent.io.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that is needed to repeat a run: what `run.json` holds.
///
/// @param dataset what it learns from
/// @param model what learns
/// @param optimizer the optimizer's `name` and its numbers by their names
/// @param training how long, in what portions, from which seed
public record RunSpec(
    DatasetSpec dataset, MlpSpec model, Map<String, Object> optimizer, TrainingSpec training) {
  private static final int FORMAT = 1;

  public RunSpec {
    optimizer = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(optimizer));
  }

  /// A dataset.
  ///
  /// @param name such as `mnist`
  /// @param trainDigest the SHA-256 of the training part, see
  ///   [dev.descent.data.TensorDataset#digest()]
  /// @param testDigest the SHA-256 of the test part
  public record DatasetSpec(String name, String trainDigest, String testDigest) {}

  /// The way of training.
  ///
  /// @param epochs the most epochs
  /// @param stopAtAccuracy the test accuracy that is enough; 1 for no early stop short of
  ///   perfection
  public record TrainingSpec(int epochs, int batchSize, long seed, double stopAtAccuracy) {}

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
        "dataset",
        Json.object(
            "name",
            dataset.name,
            "trainDigest",
            dataset.trainDigest,
            "testDigest",
            dataset.testDigest),
        "model",
        model.toJson(),
        "optimizer",
        optimizer,
        "training",
        Json.object(
            "epochs",
            training.epochs,
            "batchSize",
            training.batchSize,
            "seed",
            training.seed,
            "stopAtAccuracy",
            training.stopAtAccuracy));
  }

  /// **Throws** [RunException] naming the file and the field if something is missing or makes no
  /// sense
  static RunSpec fromJson(Path file, Map<String, @Nullable Object> json) {
    Fields fields = new Fields(file, "", json);
    long format = fields.integer("format", 1, Integer.MAX_VALUE);
    if (format > FORMAT) {
      throw new RunException(
          file
              + " has format "
              + format
              + ", this program knows format "
              + FORMAT
              + "; use a newer version");
    }
    Fields dataset = fields.object("dataset");
    Fields training = fields.object("training");
    return new RunSpec(
        new DatasetSpec(
            dataset.text("name"), dataset.text("trainDigest"), dataset.text("testDigest")),
        MlpSpec.fromJson(fields.object("model")),
        fields.object("optimizer").values(),
        new TrainingSpec(
            (int) training.integer("epochs", 1, Integer.MAX_VALUE),
            (int) training.integer("batchSize", 1, Integer.MAX_VALUE),
            training.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
            training.number("stopAtAccuracy")));
  }
}
