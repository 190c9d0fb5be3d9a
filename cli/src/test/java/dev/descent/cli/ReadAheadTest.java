package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.data.DataException;
import dev.descent.data.DataSource;
import dev.descent.data.LoadedData;
import dev.descent.data.Mnist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadAheadTest {
  @TempDir Path folder;

  /// MNIST is in the folder, without its being named.
  private final MnistSource here =
      new Cli.Offline() {
        @Override
        public Optional<Path> find(Optional<Path> data) {
          return Mnist.find(Optional.of(folder));
        }
      };

  /// The same, where nothing is read but ahead.
  private final MnistSource unread =
      new Cli.Offline() {
        @Override
        public Optional<Path> find(Optional<Path> data) {
          return Mnist.find(data.or(() -> Optional.of(folder)));
        }

        @Override
        public LoadedData load(DataSource source, int trainLimit) {
          throw new AssertionError("read again");
        }
      };

  @ParameterizedTest
  @ValueSource(strings = {"train", "train mnist", "train mnist -e 2 --lr 0.1"})
  void whatWasReadAheadIsWhatIsLoaded(String words) throws IOException {
    TinyMnist.write(folder, 60);
    MnistSource ahead = ReadAhead.of(unread, words.split(" "));
    DataSource.Mnist source = new DataSource.Mnist(folder);
    LoadedData once = ahead.load(source, Integer.MAX_VALUE);
    assertThat(once.train().digest()).isEqualTo(source.load().train().digest());
    assertThat(once.test().digest()).isEqualTo(source.load().test().digest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "train spiral", "eval mnist", "train mnist --train-limit 10"})
  void whatMayNotBeWantedIsNotRead(String words) {
    assertThat(ReadAhead.of(here, words.split(" "))).isSameAs(here);
  }

  @ParameterizedTest
  @ValueSource(strings = {"train mnist --data %s", "train mnist --data=%s"})
  void theFolderMayBeNamed(String words) throws IOException {
    Path there = TinyMnist.write(folder.resolve("there"), 60);
    MnistSource ahead = ReadAhead.of(unread, words.formatted(there).split(" "));
    assertThat(ahead.load(new DataSource.Mnist(there), Integer.MAX_VALUE).train().size())
        .isEqualTo(60);
  }

  @ParameterizedTest
  @ValueSource(strings = {"train mnist --data %s", "train mnist --data=%s"})
  void theFolderMayBeNamedFromHereOnAndRoundabout(String words) throws IOException {
    Path there = TinyMnist.write(folder.resolve("there"), 60);
    Path named =
        Path.of("").toAbsolutePath().relativize(there).resolve("..").resolve(there.getFileName());
    MnistSource ahead = ReadAhead.of(unread, words.formatted(named).split(" "));
    assertThat(ahead.load(new DataSource.Mnist(named), Integer.MAX_VALUE).train().size())
        .isEqualTo(60);
  }

  @Test
  void whatWasNotReadAheadIsRead() throws IOException {
    TinyMnist.write(folder, 60);
    MnistSource ahead = ReadAhead.of(here, "train");
    LoadedData few = ahead.load(new DataSource.Mnist(folder), 7);
    assertThat(few.train().size()).isEqualTo(7);
    Path other = TinyMnist.write(folder.resolve("other"), 30);
    LoadedData others =
        ReadAhead.of(here, "train").load(new DataSource.Mnist(other), Integer.MAX_VALUE);
    assertThat(others.train().size()).isEqualTo(30);
  }

  @Test
  void whatGoesWrongIsToldToWhoeverWantsTheData() throws IOException {
    TinyMnist.write(folder, 60);
    Path labels = folder.resolve("train-labels-idx1-ubyte");
    Files.write(labels, new byte[] {1, 2, 3});
    MnistSource ahead = ReadAhead.of(here, "train");
    assertThatThrownBy(() -> ahead.load(new DataSource.Mnist(folder), Integer.MAX_VALUE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(labels.toString());
  }

  @Test
  void whereThereIsNothingNothingHappens() {
    MnistSource ahead = ReadAhead.of(Cli.OFFLINE, "train");
    DataSource toy = new DataSource.Digits(20, 10);
    assertThat(ahead.load(toy, 15).train().size()).isEqualTo(15);
    assertThat(ahead.find(Optional.empty())).isEmpty();
    assertThat(ahead.cacheFolder()).isEqualTo(Cli.OFFLINE.cacheFolder());
  }
}
