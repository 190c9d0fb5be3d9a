package dev.descent.data;

import dev.descent.io.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Where a run's examples come from, in words that `run.json` holds.
///
/// **Throws** all methods that load: [DataException] with one line if the data cannot be had
public sealed interface DataSource {
  /// The name of the kind, such as `csv`.
  String kind();

  /// What to call the data, such as `mnist` or the name of a file.
  String name();

  /// Reads or makes the examples.
  ///
  /// @param trainLimit the most examples to learn from, the first ones
  LoadedData load(int trainLimit);

  /// Reads or makes all examples.
  default LoadedData load() {
    return load(Integer.MAX_VALUE);
  }

  /// The source as JSON holds it.
  Map<String, @Nullable Object> toMap();

  /// The source that [#toMap()] wrote.
  ///
  /// **Throws** [IllegalArgumentException] naming what is missing or makes no sense
  static DataSource fromMap(Map<?, ?> map) {
    MapFields fields = new MapFields("data", map);
    return switch (fields.text("kind")) {
      case Mnist.KIND -> new Mnist(Path.of(fields.text("folder")));
      case Digits.KIND ->
          new Digits(
              (int) fields.integer("train", 1, Digits.MOST),
              (int) fields.integer("test", 1, Digits.MOST));
      case Toy.KIND ->
          new Toy(
              ToySets.Kind.named(fields.text("set")),
              (int) fields.integer("points", 2, Integer.MAX_VALUE),
              fields.number("noise"),
              fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
              fields.number("validation"));
      case Csv.KIND ->
          new Csv(Path.of(fields.text("file")), fields.text("target"), CsvOptions.fromMap(map));
      case Images.KIND ->
          new Images(
              Path.of(fields.text("folder")),
              (int) fields.integer("height", 1, Images.LARGEST_SIDE),
              (int) fields.integer("width", 1, Images.LARGEST_SIDE),
              fields.number("validation"),
              fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE));
      default -> throw fields.wrong("kind", "mnist, digits, toy, csv or images");
    };
  }

  /// The four files of MNIST, or of another data set in the same form.
  ///
  /// @param folder where they are
  record Mnist(Path folder) implements DataSource {
    static final String KIND = "mnist";

    public Mnist {
      folder = folder.toAbsolutePath().normalize();
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String name() {
      return KIND;
    }

    @Override
    public LoadedData load(int trainLimit) {
      dev.descent.data.Mnist all = dev.descent.data.Mnist.load(folder);
      LabelledImages train = all.train();
      return LoadedData.of(
          train.count() <= trainLimit ? train : train.slice(0, trainLimit),
          all.test(),
          digits(train.classes()));
    }

    @Override
    public Map<String, @Nullable Object> toMap() {
      return Json.object("kind", KIND, "folder", folder.toString());
    }
  }

  /// Digits that the program draws itself.
  ///
  /// @param train the number to learn from
  /// @param test the number to judge by
  record Digits(int train, int test) implements DataSource {
    static final String KIND = "digits";
    static final int MOST = 2_000_000;

    /// What the program draws is a fixed dataset: its parts have seeds of their own.
    private static final long TRAIN_SEED = 1;

    private static final long TEST_SEED = 2;

    public Digits {
      if (train < 1 || test < 1 || train > MOST || test > MOST) {
        throw new IllegalArgumentException(
            "from 1 to 2,000,000 digits can be drawn, not %d and %d".formatted(train, test));
      }
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String name() {
      return KIND;
    }

    @Override
    public LoadedData load(int trainLimit) {
      return LoadedData.of(
          GeneratedDigits.generate(Math.min(train, trainLimit), TRAIN_SEED),
          GeneratedDigits.generate(test, TEST_SEED),
          digits(10));
    }

    @Override
    public Map<String, @Nullable Object> toMap() {
      return Json.object("kind", KIND, "train", train, "test", test);
    }
  }

  /// A toy set.
  ///
  /// @param points how many, in both parts together
  /// @param noise see [ToySets]
  /// @param validation the share that is held back to judge by
  record Toy(ToySets.Kind set, int points, double noise, long seed, double validation)
      implements DataSource {
    static final String KIND = "toy";

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String name() {
      return set.label();
    }

    @Override
    public LoadedData load(int trainLimit) {
      Split split = Split.trainValidation(ToySets.of(set, points, noise, seed), validation, seed);
      return new LoadedData(
          Subset.first(split.train(), trainLimit),
          split.validation(),
          digits(set.classes()),
          null,
          null,
          List.of());
    }

    @Override
    public Map<String, @Nullable Object> toMap() {
      return Json.object(
          "kind",
          KIND,
          "set",
          set.label(),
          "points",
          points,
          "noise",
          noise,
          "seed",
          seed,
          "validation",
          validation);
    }
  }

  /// A table in a CSV file.
  ///
  /// @param target the column that is to be predicted
  record Csv(Path file, String target, CsvOptions options) implements DataSource {
    static final String KIND = "csv";

    public Csv {
      file = file.toAbsolutePath().normalize();
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String name() {
      return String.valueOf(file.getFileName());
    }

    @Override
    public LoadedData load(int trainLimit) {
      return CsvTable.load(file, target, options, trainLimit);
    }

    @Override
    public Map<String, @Nullable Object> toMap() {
      Map<String, @Nullable Object> map =
          Json.object("kind", KIND, "file", file.toString(), "target", target);
      map.putAll(options.toMap());
      return map;
    }
  }

  /// Pictures in folders, see [ImageFolder]: `train` and `test` with a folder a class in each, or a
  /// folder a class.
  ///
  /// @param height rows to which each picture is scaled
  /// @param width columns
  /// @param validation the share that is held back to judge by where there is no `test`
  record Images(Path folder, int height, int width, double validation, long seed)
      implements DataSource {
    static final String KIND = "images";
    static final int LARGEST_SIDE = 1024;

    public Images {
      folder = folder.toAbsolutePath().normalize();
      if (height < 1 || width < 1 || height > LARGEST_SIDE || width > LARGEST_SIDE) {
        throw new IllegalArgumentException(
            "pictures can be scaled to 1 to %d rows and columns, not %d x %d"
                .formatted(LARGEST_SIDE, height, width));
      }
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String name() {
      return String.valueOf(folder.getFileName());
    }

    @Override
    public LoadedData load(int trainLimit) {
      return ImageFolder.load(folder, height, width, validation, seed, trainLimit);
    }

    @Override
    public Map<String, @Nullable Object> toMap() {
      return Json.object(
          "kind",
          KIND,
          "folder",
          folder.toString(),
          "height",
          height,
          "width",
          width,
          "validation",
          validation,
          "seed",
          seed);
    }
  }

  private static List<String> digits(int classes) {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }
}
