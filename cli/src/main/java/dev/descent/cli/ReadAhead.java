package dev.descent.cli;

import dev.descent.data.DataSource;
import dev.descent.data.DownloadProgress;
import dev.descent.data.LoadedData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// MNIST of this machine, read while the command line is still being understood: each takes a
/// quarter of a second.
///
/// Whether it is wanted is only guessed. What is read for nothing is forgotten, and so is what goes
/// wrong: whoever wants the data finds out by reading them.
final class ReadAhead implements MnistSource {
  private final MnistSource real;
  private final CompletableFuture<Optional<Read>> read = new CompletableFuture<>();

  /// @param source which data they are
  private record Read(DataSource source, LoadedData data) {}

  private ReadAhead(MnistSource real) {
    this.real = real;
  }

  /// Begins to read, if the words after `descent` look as if all of MNIST was wanted.
  static MnistSource of(MnistSource real, String... args) {
    List<String> words = Arrays.asList(args);
    boolean likely =
        words.equals(List.of("train"))
            || (words.size() > 1 && words.getFirst().equals("train") && words.contains("mnist"));
    if (!likely || words.stream().anyMatch(word -> word.startsWith("--train-limit"))) {
      return real;
    }
    ReadAhead ahead = new ReadAhead(real);
    Thread.ofPlatform()
        .daemon()
        .name("descent-read-ahead")
        .start(() -> ahead.read.completeAsync(() -> ahead.read(words), Runnable::run));
    return ahead;
  }

  private Optional<Read> read(List<String> words) {
    return real.find(folder(words))
        .map(folder -> {
          DataSource source = new DataSource.Mnist(folder);
          LoadedData data = source.load();
          data.train().digest(); // which is known then
          return new Read(source, data);
        });
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

  @Override
  public LoadedData load(DataSource source, int trainLimit) {
    if (trainLimit == Integer.MAX_VALUE && source instanceof DataSource.Mnist) {
      try {
        Optional<Read> ahead = read.join();
        if (ahead.isPresent() && ahead.get().source.equals(source)) {
          return ahead.get().data;
        }
      } catch (CompletionException e) {
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
