package dev.descent.data;

import dev.descent.data.DataDownload.RemoteFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// The MNIST database of handwritten digits, or another in the same four files, such as
/// Fashion-MNIST.
///
/// - **Source** LeCun, Cortes and Burges, "The MNIST database of handwritten digits"
///
/// @param train 60,000 images of 28x28 pixels in the original
/// @param test 10,000 in the original
public record Mnist(LabelledImages train, LabelledImages test) {
  private static final int CLASSES = 10;

  /// - **Throws** [DataException] if the images of the two parts differ in size
  public Mnist {
    if (train.height() != test.height() || train.width() != test.width()) {
      throw new DataException(
          "training images of %d x %d and test images of %d x %d do not go together: take the files of one data set"
              .formatted(train.height(), train.width(), test.height(), test.width()));
    }
  }

  private static final List<URI> MIRRORS =
      List.of(
          URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
          URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"));

  /// The four files, with size and SHA-256 of MNIST's own.
  enum File {
    TRAIN_IMAGES(
        "train-images",
        3,
        47_040_016,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
    TRAIN_LABELS(
        "train-labels",
        1,
        60_008,
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    TEST_IMAGES(
        "t10k-images",
        3,
        7_840_016,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
    TEST_LABELS(
        "t10k-labels",
        1,
        10_008,
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

    private final String stem;
    private final int axes;
    private final int size;
    private final String sha256;

    File(String stem, int axes, int size, String sha256) {
      this.stem = stem;
      this.axes = axes;
      this.size = size;
      this.sha256 = sha256;
    }

    /// The names under which the file is found: the original's first.
    private List<String> names() {
      String usual = stem + "-idx" + axes + "-ubyte";
      String dotted = stem + ".idx" + axes + "-ubyte";
      return List.of(usual, dotted, usual + ".gz", dotted + ".gz");
    }

    /// The file as mirrors offer it.
    RemoteFile remote() {
      return new RemoteFile(names().getFirst() + ".gz", sha256, size);
    }

    Optional<Path> in(Path folder) {
      return names().stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
    }
  }

  /// Finds the folder that holds the four files.
  ///
  /// If `data` is given, it must be that folder. Otherwise it is the first of [#searched()] with
  /// all four files.
  ///
  /// - **Throws** [DataException] if `data`, or `$DESCENT_DATA/mnist` where that exists, lacks one
  ///   of the files
  public static Optional<Path> find(Optional<Path> data) {
    return find(data, System.getenv(), userHome());
  }

  static Optional<Path> find(Optional<Path> data, Map<String, String> environment, Path home) {
    if (data.isPresent()) {
      requireComplete(data.get());
      return data;
    }
    Optional<Path> named = dataFolder(environment).filter(Files::isDirectory);
    if (named.isPresent()) {
      requireComplete(named.get());
      return named;
    }
    // A cache that lacks files is an unfinished download, not an error: fetch completes it.
    return Optional.of(cacheFolder(environment, home)).filter(folder -> missing(folder).isEmpty());
  }

  /// Where [#find(Optional)] looks if no folder is given: `$DESCENT_DATA/mnist` if that variable is
  /// set, then [#cacheFolder()].
  public static List<Path> searched() {
    List<Path> folders = new ArrayList<>();
    dataFolder(System.getenv()).ifPresent(folders::add);
    folders.add(cacheFolder());
    return folders;
  }

  /// Where fetched files are kept: `descent/mnist` in `$XDG_CACHE_HOME`, or else in `~/.cache`.
  public static Path cacheFolder() {
    return cacheFolder(System.getenv(), userHome());
  }

  private static Optional<Path> dataFolder(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("DESCENT_DATA"))
        .filter(path -> !path.isBlank())
        .map(path -> Path.of(path).resolve("mnist"));
  }

  static Path cacheFolder(Map<String, String> environment, Path home) {
    // The XDG specification says to ignore relative paths.
    Path cache =
        Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
            .map(Path::of)
            .filter(Path::isAbsolute)
            .orElseGet(() -> home.resolve(".cache"));
    return cache.resolve("descent").resolve("mnist");
  }

  private static Path userHome() {
    return Path.of(System.getProperty("user.home", "."));
  }

  /// Reads the four files in a folder, compressed or not, named as the original
  /// (`train-images-idx3-ubyte`) or with a dot (`train-images.idx3-ubyte`), with or without `.gz`.
  ///
  /// Their content need not be MNIST's own, but must have ten classes.
  ///
  /// - **Throws** [DataException] if a file is missing or damaged, or the files do not go together
  public static Mnist load(Path folder) {
    requireComplete(folder);
    CompletableFuture<LabelledImages> test =
        CompletableFuture.supplyAsync(() -> read(folder, File.TEST_IMAGES, File.TEST_LABELS));
    LabelledImages train = read(folder, File.TRAIN_IMAGES, File.TRAIN_LABELS);
    try {
      return new Mnist(train, test.join());
    } catch (CompletionException e) {
      if (e.getCause() instanceof DataException data) {
        throw data;
      }
      throw e;
    }
  }

  private static LabelledImages read(Path folder, File images, File labels) {
    return IdxReader.read(
        images.in(folder).orElseThrow(), labels.in(folder).orElseThrow(), CLASSES);
  }

  /// Downloads what `folder` lacks of MNIST. Each file is checked by SHA-256 before it appears
  /// there.
  ///
  /// - **Throws** [DataException] if no mirror delivers, or the folder cannot be written
  public static void fetch(Path folder, DownloadProgress progress) {
    List<RemoteFile> files = missing(folder).stream().map(File::remote).toList();
    new DataDownload(MIRRORS, Duration.ofSeconds(20)).fetch(folder, files, progress);
  }

  /// The files that a folder lacks.
  static List<File> missing(Path folder) {
    return List.of(File.values()).stream().filter(file -> file.in(folder).isEmpty()).toList();
  }

  private static void requireComplete(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          "%s: no such folder; name the folder that holds MNIST's four files".formatted(folder));
    }
    List<File> missing = missing(folder);
    if (!missing.isEmpty()) {
      throw new DataException(
          "%s: no %s (nor %s, nor either with .gz); name the folder that holds MNIST's four files"
              .formatted(
                  folder, missing.getFirst().names().get(0), missing.getFirst().names().get(1)));
    }
  }
}
