package dev.descent.cli;

import dev.descent.data.CsvSchema;
import dev.descent.data.CsvTable;
import dev.descent.data.DataException;
import dev.descent.data.DataSource;
import dev.descent.data.Dataset;
import dev.descent.data.LoadedData;
import dev.descent.io.JsonLinesWriter;
import dev.descent.nn.Module;
import dev.descent.train.Checkpoint;
import dev.descent.train.Evaluation;
import dev.descent.train.RunDirectory;
import dev.descent.train.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent eval`: how a trained model does on a test set.
@Command(
    name = "eval",
    description = "Test a trained model: loss, accuracy, and what it takes for what.",
    footer = {
      "",
      "Examples:",
      "  descent eval runs/mnist-1",
      "  descent eval runs/mnist-1 --checkpoint best",
      "  descent eval runs/digits-1 mnist --data ~/mnist"
    })
final class Eval implements Callable<Integer> {
  @ParentCommand Descent descent;
  @Spec CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "Folder that train has made, such as runs/mnist-1.")
  Path run = Path.of("");

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DATA",
      description = "Other data, named as for train. Default: what the model was trained on.")
  @Nullable String name;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the four MNIST files. Default: $DESCENT_DATA/mnist, then the cache.")
  @Nullable Path data;

  @Option(
      names = "--checkpoint",
      paramLabel = "best|last|STEP",
      description = "Test a checkpoint instead of the finished model.")
  @Nullable String checkpoint;

  @Option(
      names = "--json",
      description = "Print one JSON object on standard output, and nothing else there.")
  boolean json;

  private List<String> classNames = List.of();

  @Override
  public Integer call() throws IOException {
    RunSpec made = RunDirectory.spec(run);
    Module model =
        checkpoint == null
            ? RunDirectory.model(run)
            : RunDirectory.model(run, checkpoint(checkpoint));
    Datasets datasets = descent.datasets();
    DataSource source =
        name == null
            ? datasets.again(made, data)
            : datasets.named(name, data, new Checks(spec.commandLine()));
    Dataset test = test(made, source);
    if (name == null && !test.digest().equals(made.dataset().testDigest())) {
      descent.terminal().say("these are not the test examples of " + run);
    }
    Evaluation evaluation = Evaluation.of(model, made.loss(model), test);
    EvaluationReport report = new EvaluationReport(run, source.name(), classNames, evaluation);
    if (json) {
      JsonLinesWriter.to(descent.terminal().output()).write(report.toJson());
    } else {
      report.print(descent.terminal().out());
    }
    return 0;
  }

  /// The examples to test with. Another table is read whole, by the columns of the run's own.
  private Dataset test(RunSpec made, DataSource source) {
    CsvSchema schema = made.schema();
    if (schema != null && name != null && source instanceof DataSource.Csv csv) {
      classNames = schema.classNames();
      return CsvTable.read(csv.file(), schema);
    }
    LoadedData loaded = source.load();
    classNames = loaded.classNames();
    if (schema == null) {
      requireFit(made, loaded);
    }
    return loaded.test();
  }

  private Checkpoint checkpoint(String which) {
    Path folder = RunDirectory.checkpoints(run);
    return switch (which) {
      case "best" -> Checkpoint.best(folder).orElseThrow(() -> noCheckpoint());
      case "last" ->
          Checkpoint.newest(folder, descent.terminal()::say).orElseThrow(() -> noCheckpoint());
      default -> {
        Path there = folder.resolve(which.startsWith("step-") ? which : "step-" + which);
        if (!which.matches("(step-)?[0-9]+(\\.[0-9]+)?") || !Files.isDirectory(there)) {
          throw new DataException(
              "%s has no checkpoint '%s'; there are best, last%s"
                  .formatted(run, which, steps(folder)));
        }
        yield Checkpoint.open(there);
      }
    };
  }

  private static String steps(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(entry -> entry.matches("step-[0-9.]+"))
          .sorted()
          .map(entry -> ", " + entry.substring("step-".length()))
          .collect(Collectors.joining());
    } catch (IOException e) {
      return "";
    }
  }

  private DataException noCheckpoint() {
    return new DataException(run + " has no whole checkpoint");
  }

  private void requireFit(RunSpec made, LoadedData loaded) {
    int inputs = made.model().sizes().getFirst();
    int outputs = made.model().sizes().getLast();
    int given = loaded.test().inputShape().count();
    if (inputs != given || outputs < loaded.test().classes()) {
      throw new DataException(
          ("the model in %s takes %d numbers and knows %d classes, the data have %d numbers an"
                  + " example and %d classes; test it on what it was trained on")
              .formatted(run, inputs, outputs, given, loaded.test().classes()));
    }
  }
}
