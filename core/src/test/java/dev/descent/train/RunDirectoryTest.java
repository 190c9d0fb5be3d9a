package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.data.DataSource;
import dev.descent.data.TensorDataset;
import dev.descent.data.ToySets;
import dev.descent.io.JsonLines;
import dev.descent.nn.Activation;
import dev.descent.nn.Losses;
import dev.descent.nn.Module;
import dev.descent.optim.Sgd;
import dev.descent.tensor.Tensor;
import dev.descent.train.RunSpec.DatasetSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunDirectoryTest {
  @TempDir private Path temporary;

  private static RunSpec spec() {
    return spec("blobs");
  }

  private static RunSpec spec(String dataset) {
    Map<String, Object> optimizer = new LinkedHashMap<>();
    optimizer.put("name", "sgd");
    optimizer.put("learningRate", 0.5);
    optimizer.put("nesterov", false);
    return new RunSpec(
        new DataSource.Toy(ToySets.Kind.GAUSSIAN, 100, 0.1, 1, 0.2),
        new DatasetSpec(dataset, "ab12", "cd34", 1000, List.of("a", "b", "c")),
        null,
        new MlpSpec(List.of(2, 5, 3), Activation.TANH),
        optimizer,
        new TrainingSpec(2, 8, 7));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void holdsAllThatIsNeededToUseAndRepeatTheRun() throws IOException {
    Path folder = temporary.resolve("deep/down/run");
    TensorDataset data = Problems.blobs(30, 1);
    Module trained = spec().model().build(7);
    try (RunDirectory run = RunDirectory.create(folder, spec())) {
      assertThat(run.folder()).isEqualTo(folder);
      Trainer.of(trained, Losses::crossEntropy, new Sgd(0.5))
          .epochs(2)
          .batchSize(8)
          .listen(run)
          .fit(data, data);
    }
    assertThat(names(folder))
        .containsExactly(".lock", "events.jsonl", "model.safetensors", "run.json");
    assertThat(RunDirectory.spec(folder)).isEqualTo(spec());
    Module read = RunDirectory.model(folder);
    Tensor inputs = Tensor.normal(3, 0, 20, 2);
    assertThat(read.apply(inputs).toFloatArray()).isEqualTo(trained.apply(inputs).toFloatArray());
    assertThat(read.isTraining()).isFalse();
    assertThat(JsonLines.read(folder.resolve("events.jsonl")))
        .extracting(line -> line.get("event"))
        .containsExactly("started", "epoch", "epoch", "finished");
    assertThat(Files.readString(folder.resolve("run.json")))
        .contains("\"descent\"", "\"java\"", "\"activation\": \"tanh\"");
  }

  @Test
  void isForOneProgramAtATime() throws IOException {
    Path folder = temporary.resolve("run");
    try (RunDirectory run = RunDirectory.create(folder, spec())) {
      assertThatThrownBy(() -> RunDirectory.reopen(run.folder()))
          .isInstanceOf(RunException.class)
          .hasMessage(
              "another program is training in " + folder + "; wait for it, or give another folder");
    }
    RunDirectory.reopen(folder).close();
    assertThat(names(folder)).containsExactly(".lock", "events.jsonl", "run.json");
  }

  @Test
  void anEarlierRunIsKept() throws IOException {
    Path folder = temporary.resolve("run");
    RunDirectory.create(folder, spec()).close();
    Files.writeString(folder.resolve("model.safetensors"), "precious");
    assertThatThrownBy(() -> RunDirectory.create(folder, spec()))
        .hasMessage(
            folder
                + " already holds a run; go on with it by `descent resume`, give another folder, or"
                + " delete this one");
    assertThat(folder.resolve("model.safetensors")).hasContent("precious");
  }

  @Test
  void foldersWithOtherThingsInThemAreLeftAlone() throws IOException {
    Files.writeString(temporary.resolve("thesis.tex"), "years of work");
    assertThatThrownBy(() -> RunDirectory.create(temporary, spec()))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith(temporary + " is not empty and holds no run");
    assertThat(temporary.resolve("run.json")).doesNotExist();

    Path file = temporary.resolve("thesis.tex");
    assertThatThrownBy(() -> RunDirectory.create(file, spec()))
        .isInstanceOf(RunException.class)
        .hasMessage(file + " is a file; a run needs a folder");
    assertThatThrownBy(() -> RunDirectory.create(file.resolve("run"), spec()))
        .isInstanceOf(RunException.class)
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> RunDirectory.createNumbered(file, spec()))
        .isInstanceOf(RunException.class)
        .hasMessage(file + " is a file; runs need a folder");
  }

  @Test
  void anEmptyFolderAndWhatAKilledProgramLeavesAreFine() throws IOException {
    Files.createFile(temporary.resolve(".lock"));
    Files.createFile(temporary.resolve(".descent-1234.tmp"));
    RunDirectory.create(temporary, spec()).close();
    assertThat(RunDirectory.isRun(temporary)).isTrue();
  }

  @Test
  void numbersTheRunsOfADataset() {
    Path runs = temporary.resolve("runs");
    try (RunDirectory first = RunDirectory.createNumbered(runs, spec());
        RunDirectory second = RunDirectory.createNumbered(runs, spec())) {
      assertThat(first.folder()).isEqualTo(runs.resolve("blobs-1"));
      assertThat(second.folder()).isEqualTo(runs.resolve("blobs-2"));
    }
    try (RunDirectory table = RunDirectory.createNumbered(runs, spec("iris.data.CSV"))) {
      assertThat(table.folder()).isEqualTo(runs.resolve("iris.data-1"));
    }
  }

  @Test
  void aRunThatDivergesLeavesNoModel() {
    Path folder = temporary.resolve("run");
    try (RunDirectory run = RunDirectory.create(folder, spec())) {
      Trainer trainer =
          Trainer.of(Problems.mlp(2, 3), Losses::crossEntropy, new Sgd(1e38)).listen(run);
      assertThatThrownBy(() -> trainer.fit(Problems.blobs(30, 1)))
          .isInstanceOf(DivergedException.class);
    }
    assertThatThrownBy(() -> RunDirectory.model(folder))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith(folder + " holds no trained model: training diverged at step ")
        .hasMessageNotContaining("resume");
  }

  /// A folder stands where the model is to go.
  @Test
  void aModelThatCannotBeWrittenKeepsNothingElseFromBeingSaved() throws IOException {
    Path folder = temporary.resolve("run");
    try (RunDirectory run = RunDirectory.create(folder, spec())) {
      Files.createDirectory(folder.resolve("model.safetensors"));
      Trainer trainer =
          Trainer.of(spec().model().build(7), Losses::crossEntropy, new Sgd(0.5))
              .epochs(1)
              .listen(run, Checkpoints.in(RunDirectory.checkpoints(folder)));
      assertThatThrownBy(() -> trainer.fit(Problems.blobs(30, 1)))
          .isInstanceOf(RunException.class)
          .hasMessage(
              "cannot write %s: it is a folder; give the name of a file; then go on with `descent resume`"
                  .formatted(folder.resolve("model.safetensors")));
    }
    assertThat(RunLog.readFinish(folder)).as("the run is not finished").isEmpty();
    assertThat(
            Checkpoint.newest(RunDirectory.checkpoints(folder), problem -> {})
                .orElseThrow()
                .steps())
        .isEqualTo(1);
  }

  @Test
  void allThatCannotBeSavedAtTheEndIsTold() throws IOException {
    Path folder = temporary.resolve("run");
    Path checkpoints = RunDirectory.checkpoints(folder);
    List<TrainEvent.Notice> notices = new ArrayList<>();
    try (RunDirectory run = RunDirectory.create(folder, spec())) {
      Files.createDirectory(folder.resolve("model.safetensors"));
      TrainListener disk =
          event -> {
            if (event instanceof TrainEvent.StepDone) {
              replaceByFile(checkpoints);
            } else if (event instanceof TrainEvent.Notice notice) {
              notices.add(notice);
            }
          };
      Trainer trainer =
          Trainer.of(spec().model().build(7), Losses::crossEntropy, new Sgd(0.5))
              .epochs(2)
              .listen(Checkpoints.in(checkpoints), run, disk);
      assertThatThrownBy(() -> trainer.fit(Problems.blobs(30, 1)))
          .isInstanceOf(RunException.class)
          .hasMessageStartingWith("cannot write " + checkpoints.resolve("step-2"))
          .satisfies(failure ->
              assertThat(failure.getSuppressed())
                  .singleElement()
                  .isInstanceOf(RunException.class)
                  .extracting(Throwable::getMessage)
                  .asString()
                  .startsWith("cannot write " + folder.resolve("model.safetensors")));
    }
    assertThat(notices).extracting(TrainEvent.Notice::rule).containsOnly("checkpoint-failed");
    assertThat(notices).extracting(TrainEvent.Notice::step).containsExactly(1L, 2L);
  }

  private static void replaceByFile(Path folder) {
    try {
      if (Files.isDirectory(folder)) {
        Files.move(folder, folder.resolveSibling("moved"));
        Files.createFile(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFolderWithoutARunIsNoRun() {
    assertThatThrownBy(() -> RunDirectory.spec(temporary))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith(temporary + " holds no run: there is no run.json");
    assertThatThrownBy(() -> RunDirectory.model(temporary.resolve("missing")))
        .isInstanceOf(RunException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "epochs": 2              | "epochs": 0             | "training.epochs" must be a whole number from 1 to 2147483647, not 0
          "epochs": 2              | "epochs": "two"         | "training.epochs" must be a whole number from 1 to 2147483647, not two
          "epochs": 2              | "other": 2              | "training.epochs" must be a whole number from 1 to 2147483647; it is missing
          "kind": "mlp"            | "kind": "cnn"           | "model.kind" must be "mlp", not cnn
          "activation": "tanh"     | "activation": "tan"     | "model.activation" must be the name of an activation, not tan
          "name": "blobs"          | "name": 3               | "dataset.name" must be a text, not 3
          "format": 2              | "format": 3             | has format 3, this program knows format 2; use a newer version
          "format": 2              | "format": 1             | has format 1, this program knows format 2; train again, or use the version that made it
          "learningRate": 0.5      | "learningRate": null    | "optimizer.learningRate" must be a text, a number, true or false, not null
          "accuracy": 0.0          | "accuracy": "x1"        | "training.stopping.accuracy" must be a number, not
          "shuffle": true          | "shuffle": 1            | "training.shuffle" must be true or false, not 1
          """)
  void damagedDescriptionsNameTheField(String from, String to, String message) throws IOException {
    Path folder = temporary.resolve("run");
    RunDirectory.create(folder, spec()).close();
    Path file = folder.resolve("run.json");
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
    assertThatThrownBy(() -> RunDirectory.spec(folder))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void aModelThatIsDamagedOrOfAnotherNetworkIsRefused() throws IOException {
    Path folder = temporary.resolve("run");
    RunDirectory.create(folder, spec()).close();
    Path file = folder.resolve("model.safetensors");
    ModelFiles.save(Problems.mlp(2, 4, 3), file);
    assertThatThrownBy(() -> RunDirectory.model(folder))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining("hidden.weight is float32 [4, 2] instead of float32 [5, 2]");
    Files.write(file, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> RunDirectory.model(folder))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith(file.toString());
  }
}
