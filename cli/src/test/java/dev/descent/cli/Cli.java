package dev.descent.cli;

import dev.descent.data.DataException;
import dev.descent.data.DownloadProgress;
import dev.descent.train.ProgressBar.Display;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Runs the command in this JVM, with its output caught and without a network.
final class Cli {
  private Cli() {}

  /// What came of a command.
  record Result(int exitCode, String out, String err) {
    List<String> outLines() {
      return out.lines().toList();
    }

    List<String> errLines() {
      return err.lines().toList();
    }
  }

  static final Display PLAIN = new Display(false, 80, true);

  /// MNIST is nowhere but in folders that are named.
  static final MnistSource OFFLINE = new Offline();

  static Result run(String... args) {
    return run(OFFLINE, PLAIN, args);
  }

  static Result run(MnistSource mnist, Display display, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    Terminal terminal =
        Terminal.of(
            out, StandardCharsets.UTF_8, new PrintWriter(err, true), display, display.redraw());
    int exitCode = Main.run(terminal, mnist, args);
    return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString());
  }

  static class Offline implements MnistSource {
    @Override
    public Optional<Path> find(Optional<Path> data) {
      return data.isEmpty() ? data : MnistSource.real().find(data);
    }

    @Override
    public Path cacheFolder() {
      return Path.of("cache");
    }

    @Override
    public void fetch(Path folder, DownloadProgress progress) {
      throw new DataException("the network is down");
    }
  }
}
