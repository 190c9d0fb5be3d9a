package dev.descent.cli;

import dev.descent.data.DataSource;
import dev.descent.data.DownloadProgress;
import dev.descent.data.LoadedData;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// MNIST of this machine, read while the command line is still being understood: both take a
/// quarter of a second.
///
/// Whether it is wanted is only guessed, and guessed to be only where `mnist` is the first word or
/// there is none. What is read for nothing is forgotten, and so is what goes wrong: whoever wants
/// the data finds out by reading them.
final class ReadAhead implements MnistSource {
  private static final int BLOCK = 64;
  private static final int BLOCKS = 9000;

  private final MnistSource real;
  private @Nullable CompletableFuture<Optional<Read>> ahead;

  /// @param folder where the data are from, as a [DataSource] names it
  private record Read(Path folder, LoadedData data) {}

  private ReadAhead(MnistSource real, List<String> words) {
    this.real = real;
    this.ahead =
        CompletableFuture.supplyAsync(
            () -> real.find(folder(words)).map(ReadAhead::read),
            task -> Thread.ofPlatform().daemon().name("descent-read-ahead").start(task));
  }

  /// Begins to read, if the words after `descent` look as if all of MNIST was wanted.
  static MnistSource of(MnistSource real, String... args) {
    List<String> words = Arrays.asList(args);
    boolean likely =
        words.equals(List.of("train"))
            || (words.size() > 1
                && words.getFirst().equals("train")
                && words.get(1).equals("mnist")
                && words.stream().noneMatch(word -> word.startsWith("--train-limit")));
    return likely ? new ReadAhead(real, words) : real;
  }

  private static Optional<Path> folder(List<String> words) {
    int option = words.indexOf("--data");
    if (option >= 0 && option + 1 < words.size()) {
      return Optional.of(Path.of(words.get(option + 1)));
    }
    return words.stream()
        .filter(word -> word.startsWith("--data="))
        .map(word -> Path.of(word.substring("--data=".length())))
        .findFirst();
  }

  private static Read read(Path folder) {
    Thread.ofPlatform().daemon().name("descent-digest").start(ReadAhead::prepareDigest);
    DataSource.Mnist source = new DataSource.Mnist(folder);
    LoadedData data = source.load();
    data.train().digest(); // the run's record will ask for it, and the data remember it
    return new Read(source.folder(), data);
  }

  /// Uses SHA-256 so often that the JVM compiles the calls to it, with the processor's instructions
  /// for it, while the files are being decompressed: otherwise it begins when they have been, and
  /// most of the digest's time is gone before it has done.
  private static void prepareDigest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] block = new byte[BLOCK];
      for (int i = 0; i < BLOCKS; i++) {
        sha256.update(block, 0, BLOCK);
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  @Override
  public LoadedData load(DataSource source, int trainLimit) {
    CompletableFuture<Optional<Read>> once = ahead;
    ahead = null;
    if (once != null
        && trainLimit == Integer.MAX_VALUE
        && source instanceof DataSource.Mnist mnist) {
      try {
        Optional<Read> read = once.join();
        if (read.isPresent() && read.get().folder.equals(mnist.folder())) {
          return read.get().data;
        }
      } catch (CompletionException _) {
        // The same happens again below, or it has passed.
      }
    }
    return real.load(source, trainLimit);
  }

  @Override
  public Optional<Path> find(Optional<Path> data) {
    return real.find(data);
  }

  @Override
  public Path cacheFolder() {
    return real.cacheFolder();
  }

  @Override
  public void fetch(Path folder, DownloadProgress progress) {
    real.fetch(folder, progress);
  }
}
