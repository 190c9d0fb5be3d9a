package dev.descent.cli;

import dev.descent.data.DataException;
import dev.descent.data.LabelledImages;
import dev.descent.data.TensorDataset;
import dev.descent.io.JsonLinesWriter;
import dev.descent.nn.Losses;
import dev.descent.nn.Module;
import dev.descent.train.Evaluation;
import dev.descent.train.RunDirectory;
import dev.descent.train.RunSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
      paramLabel = "DATASET",
      description = "mnist or digits. Default: what the model was trained on.")
  @Nullable DatasetName dataset;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the four MNIST files. Default: $DESCENT_DATA/mnist, then the cache.")
  @Nullable Path data;

  @Option(
      names = "--json",
      description = "Print one JSON object on standard output, and nothing else there.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    RunSpec made = RunDirectory.spec(run);
    DatasetName name = name(made);
    Module model = RunDirectory.model(run);
    Datasets datasets = descent.datasets();
    LabelledImages images = datasets.test(datasets.onThisMachine(name, data));
    requireFit(made, images);
    TensorDataset test = TensorDataset.of(images);
    if (name.label().equals(made.dataset().name())
        && !test.digest().equals(made.dataset().testDigest())) {
      descent.terminal().say("these are not the test images of " + run);
    }
    Evaluation evaluation = Evaluation.of(model, Losses::crossEntropy, test);
    EvaluationReport report = new EvaluationReport(run, name, evaluation);
    if (json) {
      JsonLinesWriter.to(descent.terminal().output()).write(report.toJson());
    } else {
      report.print(descent.terminal().out());
    }
    return 0;
  }

  private DatasetName name(RunSpec made) {
    if (dataset == DatasetName.DIGITS && data != null) {
      throw new ParameterException(
          spec.commandLine(), "--data is for mnist; digits are drawn by this program");
    }
    if (dataset != null || data != null) {
      return dataset != null ? dataset : DatasetName.MNIST;
    }
    for (DatasetName known : DatasetName.values()) {
      if (known.label().equals(made.dataset().name())) {
        return known;
      }
    }
    throw new DataException(
        "%s was trained on '%s', which this command cannot get; name mnist or digits instead"
            .formatted(run, made.dataset().name()));
  }

  private void requireFit(RunSpec made, LabelledImages images) {
    List<Integer> sizes = made.model().sizes();
    int pixels = images.height() * images.width();
    if (sizes.getFirst() != pixels || sizes.getLast() < images.classes()) {
      throw new DataException(
          ("the model in %s takes %d pixels and knows %d classes, the images have %d pixels and"
                  + " %d classes; test it on what it was trained on")
              .formatted(run, sizes.getFirst(), sizes.getLast(), pixels, images.classes()));
    }
  }
}
