package dev.descent.cli;

import dev.descent.data.CsvOptions;
import dev.descent.data.CsvTable;
import dev.descent.data.DataException;
import dev.descent.data.DataSource;
import dev.descent.data.ToySets;
import dev.descent.train.RunSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds, fetches or makes the data that a command is to use.
final class Datasets {
  private static final String MNIST = "mnist";
  private static final String DIGITS = "digits";
  private static final int TRAIN_SIZE = 60_000;
  private static final int TEST_SIZE = 10_000;
  private static final int TOY_POINTS = 500;
  private static final double TOY_NOISE = 0.1;
  private static final double VALIDATION = 0.2;
  private static final int SIDE = 28;

  private final MnistSource mnist;
  private final Terminal terminal;

  Datasets(MnistSource mnist, Terminal terminal) {
    this.mnist = mnist;
    this.terminal = terminal;
  }

  /// The names of the data that need no file.
  static List<String> names() {
    List<String> names = new ArrayList<>(List.of(MNIST, DIGITS));
    for (ToySets.Kind kind : ToySets.Kind.values()) {
      names.add(kind.label());
    }
    return names;
  }

  /// Decides what to train on. Without a name that is MNIST if it can be had, and otherwise what
  /// the program draws.
  ///
  /// - **Throws** [DataException] if the files are not in `--data`, or MNIST is asked for by name
  ///   and cannot be had; [picocli.CommandLine.ParameterException] if the words mean nothing
  DataSource choose(DataOptions options, Checks checks) {
    String name = options.name;
    if (name == null || name.equalsIgnoreCase(MNIST)) {
      requireDigits(checks, options);
      return images(options.mnist, name != null || options.mnist != null);
    }
    requireUnused(checks, "--data", options.mnist, "mnist");
    if (name.equalsIgnoreCase(DIGITS)) {
      requireDigits(checks, options);
      return digits();
    }
    for (ToySets.Kind kind : ToySets.Kind.values()) {
      if (kind.label().equals(name.toLowerCase(Locale.ROOT))) {
        requireNoTable(checks, options);
        return new DataSource.Toy(
            kind,
            or(options.points, TOY_POINTS),
            or(options.noise, TOY_NOISE),
            options.seed,
            or(options.validation, VALIDATION));
      }
    }
    return file(name, options, checks);
  }

  private static void requireDigits(Checks checks, DataOptions options) {
    requireNoTable(checks, options);
    requireNoToy(checks, options);
    requireUnused(checks, "--validation", options.validation, "data that are not split already");
  }

  private static void requireNoTable(Checks checks, DataOptions options) {
    requireUnused(checks, "--target", options.target, "a CSV file");
    requireUnused(checks, "--task", options.task, "a CSV file");
    requireUnused(checks, "--ignore", options.ignored.isEmpty() ? null : "", "a CSV file");
    requireUnused(checks, "--categorical", options.categorical.isEmpty() ? null : "", "a CSV file");
  }

  private static void requireNoToy(Checks checks, DataOptions options) {
    requireUnused(checks, "--points", options.points, "a toy set");
    requireUnused(checks, "--noise", options.noise, "a toy set");
  }

  private static void requireUnused(
      Checks checks, String option, @Nullable Object value, String purpose) {
    if (value != null) {
      throw checks.wrong(option + " is for " + purpose);
    }
  }

  private static DataSource file(String name, DataOptions options, Checks checks) {
    Path path = Path.of(name);
    requireNoToy(checks, options);
    if (Files.isDirectory(path)) {
      requireNoTable(checks, options);
      return new DataSource.Images(
          path, SIDE, SIDE, or(options.validation, VALIDATION), options.seed);
    }
    if (Files.exists(path) || name.matches("(?i).*\\.(csv|tsv|txt)")) {
      return new DataSource.Csv(path, target(path, options), csv(options, checks));
    }
    if (name.contains("/")) {
      throw new DataException("there is no file or folder " + name);
    }
    throw checks.wrong(Nearest.unknown("dataset", name, names()));
  }

  private static String target(Path file, DataOptions options) {
    return options.target != null ? options.target : CsvTable.columns(file).getLast();
  }

  private static CsvOptions csv(DataOptions options, Checks checks) {
    CsvOptions.TargetKind kind =
        options.task == null
            ? CsvOptions.TargetKind.FIND
            : switch (options.task) {
              case "classification" -> CsvOptions.TargetKind.CLASSES;
              case "regression" -> CsvOptions.TargetKind.NUMBER;
              default ->
                  throw checks.wrong(
                      "--task: "
                          + Nearest.unknown(
                              "task", options.task, List.of("classification", "regression")));
            };
    return new CsvOptions(
        CsvOptions.Header.FIND,
        CsvOptions.FIND_SEPARATOR,
        kind,
        kinds(options),
        or(options.validation, VALIDATION),
        options.seed);
  }

  private static Map<String, CsvOptions.ColumnKind> kinds(DataOptions options) {
    Map<String, CsvOptions.ColumnKind> kinds = new LinkedHashMap<>();
    options.ignored.forEach(column -> kinds.put(column, CsvOptions.ColumnKind.DROPPED));
    options.categorical.forEach(column -> kinds.put(column, CsvOptions.ColumnKind.CATEGORICAL));
    return kinds;
  }

  private static <T> T or(@Nullable T said, T usual) {
    return said != null ? said : usual;
  }

  private static DataSource digits() {
    return new DataSource.Digits(TRAIN_SIZE, TEST_SIZE);
  }

  private DataSource images(@Nullable Path data, boolean asked) {
    Optional<Path> found = mnist.find(Optional.ofNullable(data));
    if (found.isPresent()) {
      return new DataSource.Mnist(found.get());
    }
    try {
      return new DataSource.Mnist(fetch(mnist.cacheFolder()));
    } catch (DataException e) {
      if (asked) {
        throw e;
      }
      terminal.say(String.valueOf(e.getMessage()));
      terminal.say("without MNIST, this trains on digits that the program draws itself");
      return digits();
    }
  }

  /// The data of a run, where they are now.
  ///
  /// @param moved where they have moved to; null if they have not
  DataSource again(RunSpec made, @Nullable Path moved) {
    DataSource source = made.source();
    return switch (source) {
      case DataSource.Mnist there when moved != null || !Files.isDirectory(there.folder()) ->
          new DataSource.Mnist(onThisMachine(moved));
      case DataSource.Csv csv when moved != null ->
          new DataSource.Csv(moved, csv.target(), csv.options());
      case DataSource.Images images when moved != null ->
          new DataSource.Images(
              moved, images.height(), images.width(), images.validation(), images.seed());
      default -> source;
    };
  }

  /// Data by name, without fetching anything.
  ///
  /// @param name as on the command line of `train`
  DataSource named(String name, @Nullable Path data, Checks checks) {
    DataOptions options = new DataOptions();
    options.name = name;
    return name.equalsIgnoreCase(MNIST)
        ? new DataSource.Mnist(onThisMachine(data))
        : choose(options, checks);
  }

  private Path onThisMachine(@Nullable Path data) {
    return mnist
        .find(Optional.ofNullable(data))
        .orElseThrow(() ->
            new DataException(
                "MNIST is not on this machine; get it with 'descent data fetch', or name its"
                    + " folder with --data"));
  }

  /// Downloads MNIST's files that a folder lacks, and says so.
  Path fetch(Path folder) {
    terminal.say("fetching MNIST (11 MB) into " + folder);
    try (DownloadBar bar = new DownloadBar(terminal)) {
      mnist.fetch(folder, bar);
    }
    return folder;
  }
}
