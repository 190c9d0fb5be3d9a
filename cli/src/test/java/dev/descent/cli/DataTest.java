package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import dev.descent.data.DownloadProgress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataTest {
  private static final Path FOLDER = Path.of("some", "mnist");
  private static final MnistSource HERE =
      new Cli.Offline() {
        @Override
        public Optional<Path> find(Optional<Path> data) {
          return Optional.of(FOLDER);
        }
      };

  @Test
  void listsWhatIsHereAndHowToGetTheRest() {
    assertThat(Cli.run("data", "list").outLines())
        .containsExactly(
            "mnist   not on this machine ('descent data fetch' gets it)",
            "digits  drawn by this program when they are needed");
    assertThat(Cli.run(HERE, Cli.PLAIN, "data", "list").outLines())
        .startsWith("mnist   in " + FOLDER);
    assertThat(Cli.run("data", "list", "--json").outLines())
        .containsExactly(
            "{\"event\":\"dataset\",\"name\":\"mnist\",\"here\":false,\"path\":null}",
            "{\"event\":\"dataset\",\"name\":\"digits\",\"here\":true,\"path\":null}");
  }

  @Test
  void pathIsForScripts() {
    Result result = Cli.run(HERE, Cli.PLAIN, "data", "path");
    assertThat(result.exitCode()).isZero();
    assertThat(result.outLines()).containsExactly(FOLDER.toString());
  }

  @Test
  void fetchesOnlyWhatIsMissing() {
    assertThat(Cli.run(HERE, Cli.PLAIN, "data", "fetch").outLines())
        .containsExactly("MNIST is already in " + FOLDER);
    MnistSource online =
        new Cli.Offline() {
          @Override
          public void fetch(Path folder, DownloadProgress progress) {}
        };
    Result result = Cli.run(online, Cli.PLAIN, "data", "fetch");
    assertThat(result.errLines()).containsExactly("descent: fetching MNIST (11 MB) into cache");
    assertThat(result.outLines()).containsExactly("MNIST is now in cache");
  }
}
