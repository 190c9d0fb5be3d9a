package dev.descent.cli;

import dev.descent.data.DataException;
import dev.descent.data.GeneratedDigits;
import dev.descent.data.LabelledImages;
import dev.descent.data.Mnist;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds, fetches or makes the dataset that a command is to use.
final class Datasets {
  /// What the program draws is a fixed dataset: its parts have seeds of their own.
  private static final long TRAIN_SEED = 1;

  private static final long TEST_SEED = 2;
  private static final int TRAIN_SIZE = 60_000;
  private static final int TEST_SIZE = 10_000;

  private final MnistSource mnist;
  private final Terminal terminal;

  Datasets(MnistSource mnist, Terminal terminal) {
    this.mnist = mnist;
    this.terminal = terminal;
  }

  /// Which dataset it is, and where its files are; the program draws it if there is no folder.
  record Choice(DatasetName name, @Nullable Path folder) {
    /// Where the images come from, in words.
    String origin() {
      return folder == null ? "drawn by this program" : "from " + folder;
    }
  }

  /// Decides what to train on. Without a name that is MNIST if it can be had, and otherwise what
  /// the program draws.
  ///
  /// - **Throws** [DataException] if the files are not in `data`, or MNIST is asked for by name and
  ///   cannot be had
  Choice choose(@Nullable DatasetName name, @Nullable Path data) {
    if (name == DatasetName.DIGITS) {
      return new Choice(DatasetName.DIGITS, null);
    }
    Optional<Path> found = mnist.find(Optional.ofNullable(data));
    if (found.isPresent()) {
      return new Choice(DatasetName.MNIST, found.get());
    }
    try {
      return new Choice(DatasetName.MNIST, fetch(mnist.cacheFolder()));
    } catch (DataException e) {
      if (name == DatasetName.MNIST) {
        throw e;
      }
      terminal.say(String.valueOf(e.getMessage()));
      terminal.say("without MNIST, this trains on digits that the program draws itself");
      return new Choice(DatasetName.DIGITS, null);
    }
  }

  /// The same for a command that must not fetch anything.
  Choice onThisMachine(DatasetName name, @Nullable Path data) {
    if (name == DatasetName.DIGITS) {
      return new Choice(DatasetName.DIGITS, null);
    }
    return new Choice(
        DatasetName.MNIST,
        mnist
            .find(Optional.ofNullable(data))
            .orElseThrow(() ->
                new DataException(
                    "MNIST is not on this machine; get it with 'descent data fetch', or name its"
                        + " folder with --data")));
  }

  /// Downloads MNIST's files that a folder lacks, and says so.
  Path fetch(Path folder) {
    terminal.say("fetching MNIST (11 MB) into " + folder);
    try (DownloadBar bar = new DownloadBar(terminal)) {
      mnist.fetch(folder, bar);
    }
    return folder;
  }

  /// Both parts of a dataset.
  ///
  /// @param trainLimit the most training images
  Mnist load(Choice choice, int trainLimit) {
    if (choice.folder != null) {
      Mnist all = Mnist.load(choice.folder);
      return all.train().count() <= trainLimit
          ? all
          : new Mnist(all.train().slice(0, trainLimit), all.test());
    }
    return new Mnist(
        GeneratedDigits.generate(Math.min(TRAIN_SIZE, trainLimit), TRAIN_SEED), test(choice));
  }

  /// The part to test with.
  LabelledImages test(Choice choice) {
    return choice.folder != null
        ? Mnist.load(choice.folder).test()
        : GeneratedDigits.generate(TEST_SIZE, TEST_SEED);
  }
}
