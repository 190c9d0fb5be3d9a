package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import dev.descent.data.DownloadProgress;
import dev.descent.io.JsonLines;
import dev.descent.train.ProgressBar.Display;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTest {
  @TempDir static Path shared;
  static Path data = Path.of("");
  @TempDir Path temp;

  @BeforeAll
  static void writeData() throws IOException {
    data = TinyMnist.write(shared.resolve("data"), 500);
  }

  private Result train(String run, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("train", "--data", data.toString(), "--run", temp.resolve(run).toString()));
    args.addAll(List.of("-b", "20"));
    args.addAll(List.of(more));
    if (!args.contains("--hidden")) {
      args.addAll(List.of("--hidden", "32"));
    }
    return Cli.run(args.toArray(String[]::new));
  }

  private List<Map<String, @Nullable Object>> objects(String lines) throws IOException {
    return JsonLines.read(Files.writeString(temp.resolve("out.jsonl"), lines));
  }

  @Test
  void machinesSeeStepsIfTheyWantTo() throws IOException {
    Result result = train("run", "-e", "1", "--json", "--json-steps", "10");
    assertThat(result.exitCode()).isZero();
    assertThat(objects(result.out()))
        .filteredOn(event -> "step".equals(event.get("event")))
        .extracting(event -> event.get("step"))
        .containsExactly(10L, 20L);
  }

  @Test
  void machinesSeeOneObjectALine() throws IOException {
    Result result = train("run", "-e", "2", "--threads", "2", "--json");
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    List<Map<String, @Nullable Object>> events = objects(result.out());
    assertThat(events)
        .extracting(e -> e.get("event"))
        .containsExactly("started", "epoch", "epoch", "finished");
    assertThat(events.getFirst())
        .containsEntry("dataset", "mnist")
        .containsEntry("train", 500L)
        .containsEntry("test", (long) TinyMnist.TEST)
        .containsEntry("parameters", 25_450L)
        .containsEntry("threads", 2L)
        .containsEntry("optimizer", "sgd")
        .containsEntry("learningRate", 0.5)
        .containsEntry("batchSize", 20L)
        .containsEntry("seed", 1L)
        .containsEntry("run", temp.resolve("run").toString());
    assertThat(events.get(1)).containsKeys("epoch", "loss", "testLoss", "accuracy", "seconds");
    assertThat(events.getLast())
        .containsEntry("epochs", 2L)
        .containsEntry("reason", "completed")
        .containsKeys("bestAccuracy", "bestEpoch", "seconds");
  }

  @Test
  void peopleSeeWhatIsTrainedHowItGoesAndHowToUseIt() {
    Result result = train("run", "-e", "2", "--momentum", "0.5", "--lr", "0.1", "--threads", "1");
    Path run = temp.resolve("run");
    assertThat(result.err()).isEmpty();
    assertThat(result.outLines())
        .startsWith(
            "Data      mnist, 500 + 200 images, from " + data,
            "Network   784-32-10, relu, 25,450 parameters",
            "Training  sgd, learning rate 0.1, momentum 0.5, batches of 20, seed 1, 1 thread",
            "Run       " + run,
            "")
        .endsWith(
            "",
            "The model is in " + run + ". To use it:",
            "  ./descent predict " + run + " digit.png",
            "  ./descent eval " + run,
            "  ./descent report " + run);
    assertThat(result.outLines()).anyMatch(line -> line.startsWith("Epoch 2/2: Average loss "));
    assertThat(result.out()).contains("Most often confused: ").doesNotContain("\r", "\033");
  }

  @Test
  void aTerminalSeesTheBarMove() {
    Result result =
        Cli.run(
            Cli.OFFLINE,
            new Display(true, 80, true),
            "train",
            "--data",
            data.toString(),
            "--run",
            temp.resolve("run").toString(),
            "-e",
            "1",
            "--hidden",
            "0");
    assertThat(result.out())
        .contains("Epoch 1/1\n\r[")
        .contains("[==================================================] 100% (4/4) Loss: ");
  }

  @Test
  void stopsWhenItIsGoodEnough() throws IOException {
    Result result = train("run", "-e", "50", "--stop-at-accuracy", "0.3", "--json");
    Map<String, @Nullable Object> finished = objects(result.out()).getLast();
    assertThat(finished).containsEntry("reason", "early");
    assertThat((Long) finished.get("epochs")).isLessThan(50);
    assertThat((Double) finished.get("bestAccuracy")).isGreaterThanOrEqualTo(0.3);
  }

  @Test
  void theSameSeedGivesTheSameModelForAnyNumberOfThreads() throws IOException {
    train("one", "-e", "1", "--threads", "1");
    train("two", "-e", "1", "--threads", "2");
    train("other", "-e", "1", "-s", "2");
    assertThat(temp.resolve("one/model.safetensors"))
        .hasSameBinaryContentAs(temp.resolve("two/model.safetensors"));
    assertThat(
            Files.mismatch(
                temp.resolve("one/model.safetensors"), temp.resolve("other/model.safetensors")))
        .isNotNegative();
  }

  @Test
  void hiddenLayersOptimizerAndActivationAreAsAsked() {
    Result result =
        train(
            "run",
            "-e",
            "1",
            "--hidden",
            "24,12",
            "--optimizer",
            "adam",
            "--activation",
            "tanh",
            "--train-limit",
            "100");
    assertThat(result.outLines())
        .contains(
            "Data      mnist, 100 + 200 images, from " + data,
            "Network   784-24-12-10, tanh, 19,270 parameters");
    assertThat(result.out()).contains("Training  adam, learning rate 0.001, batches of 20");
  }

  @Test
  void aRunThatDivergesSaysWhereAndExitsWithThree() throws IOException {
    Result result = train("run", "-e", "2", "--lr", "1e30");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.errLines()).hasSize(1);
    assertThat(result.err()).startsWith("descent: training diverged at step 2: ");
    assertThat(result.out()).doesNotContain("diverged", "The model is in");
    assertThat(temp.resolve("run/model.safetensors")).doesNotExist();

    Result json = train("json", "-e", "2", "--lr", "1e30", "--json");
    assertThat(json.exitCode()).isEqualTo(3);
    assertThat(objects(json.out()).getLast()).containsEntry("reason", "diverged");
  }

  @Test
  void withoutMnistItSaysSoAndTrainsOnDigitsThatItDraws() throws IOException {
    Result result =
        Cli.run(
            "train",
            "-e",
            "1",
            "--hidden",
            "0",
            "--train-limit",
            "200",
            "--json",
            "--run",
            temp.resolve("run").toString());
    assertThat(result.exitCode()).isZero();
    assertThat(result.errLines())
        .containsExactly(
            "descent: fetching MNIST (11 MB) into cache",
            "descent: the network is down",
            "descent: without MNIST, this trains on digits that the program draws itself");
    assertThat(objects(result.out()).getFirst())
        .containsEntry("dataset", "digits")
        .containsEntry("train", 200L)
        .containsEntry("test", 10_000L);
  }

  @Test
  void mnistIsFetchedWhereItIsMissing() {
    Path cache = temp.resolve("cache");
    MnistSource online =
        new Cli.Offline() {
          @Override
          public Path cacheFolder() {
            return cache;
          }

          @Override
          public void fetch(Path folder, DownloadProgress progress) {
            progress.onProgress("train-images-idx3-ubyte.gz", 500, 1000);
            progress.onProgress("train-images-idx3-ubyte.gz", 1000, 1000);
            progress.onProgress("train-labels-idx1-ubyte.gz", 10, 10);
            try {
              TinyMnist.write(folder, 50);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    Result result =
        Cli.run(
            online,
            Cli.PLAIN,
            "train",
            "-e",
            "1",
            "--hidden",
            "0",
            "--run",
            temp.resolve("run").toString());
    assertThat(result.errLines())
        .containsExactly(
            "descent: fetching MNIST (11 MB) into " + cache,
            "  train-images-idx3-ubyte.gz",
            "  train-labels-idx1-ubyte.gz");
    assertThat(result.out()).contains("mnist, 50 + 200 images, from " + cache);
  }

  @Test
  void aReaderThatGoesAwayEndsTheRunAndTheModelIsKept() throws IOException {
    OutputStream oneLine =
        new OutputStream() {
          private boolean closed;

          @Override
          public void write(int b) throws IOException {
            if (closed) {
              throw new IOException("Broken pipe");
            }
            closed = b == '\n';
          }
        };
    StringWriter err = new StringWriter();
    Terminal terminal =
        Terminal.of(oneLine, StandardCharsets.UTF_8, new PrintWriter(err, true), Cli.PLAIN, false);
    Path run = temp.resolve("run");
    int exitCode =
        Main.run(
            terminal,
            Cli.OFFLINE,
            "train",
            "--data",
            data.toString(),
            "--run",
            run.toString(),
            "-e",
            "100000",
            "--json",
            "--hidden",
            "0");
    assertThat(exitCode).isEqualTo(Errors.BROKEN_PIPE);
    assertThat(err.toString()).isEmpty();
    assertThat(run.resolve("model.safetensors")).exists();
  }
}
