package dev.descent.cli;

import dev.descent.data.Mnist;
import dev.descent.data.TensorDataset;
import dev.descent.exec.Engine;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import dev.descent.nn.Losses;
import dev.descent.train.EarlyStopping;
import dev.descent.train.EventLog;
import dev.descent.train.History;
import dev.descent.train.MlpSpec;
import dev.descent.train.ProgressBar;
import dev.descent.train.RunDirectory;
import dev.descent.train.RunSpec;
import dev.descent.train.RunSpec.DatasetSpec;
import dev.descent.train.RunSpec.TrainingSpec;
import dev.descent.train.TrainListener;
import dev.descent.train.Trainer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/// `descent train`: trains a network to read digits, shows how it goes, and keeps the model.
@Command(
    name = "train",
    description = "Train a network to read handwritten digits.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  descent train",
      "  descent train mnist -e 20 -b 64 --lr 0.1 --momentum 0.9 --hidden 512,256",
      "  descent train digits --optimizer adam --stop-at-accuracy 0.98 --json"
    })
final class Train implements Callable<Integer> {
  private static final Path RUNS = Path.of("runs");

  @ParentCommand Descent descent;
  @Mixin TrainOptions options;

  @Override
  public Integer call() {
    options.check();
    if (options.threads != null) {
      Engine.threads(options.threads);
    }
    Datasets datasets = descent.datasets();
    Datasets.Choice choice = datasets.choose(options.dataset, options.data);
    Mnist images = datasets.load(choice, options.trainLimit);
    MlpSpec model = model(images);
    ModelMemory.require(model, Runtime.getRuntime().maxMemory());
    TensorDataset train = TensorDataset.of(images.train());
    TensorDataset test = TensorDataset.of(images.test());
    RunSpec spec = spec(choice, model, train, test);
    try (RunDirectory run =
            options.run == null
                ? RunDirectory.createNumbered(RUNS, spec)
                : RunDirectory.create(options.run, spec, false);
        Session session = new Session(descent.terminal())) {
      if (!options.json) {
        head(choice, images, spec, run.folder());
      }
      History history =
          Trainer.of(model.build(options.seed), Losses::crossEntropy, options.rule())
              .epochs(options.epochs)
              .batchSize(options.batchSize)
              .seed(options.seed)
              .listen(listeners(spec, run))
              .listen(session)
              .fit(train, test);
      if (!options.json) {
        tail(run.folder());
      }
      return Session.exitCode(history);
    }
  }

  private MlpSpec model(Mnist images) {
    List<Integer> sizes = new ArrayList<>();
    sizes.add(images.train().height() * images.train().width());
    sizes.addAll(options.hidden.sizes());
    sizes.add(images.train().classes());
    return new MlpSpec(sizes, options.activation);
  }

  private RunSpec spec(
      Datasets.Choice choice, MlpSpec model, TensorDataset train, TensorDataset test) {
    return new RunSpec(
        new DatasetSpec(choice.name().label(), train.digest(), test.digest()),
        model,
        options.optimizerSpec(),
        new TrainingSpec(
            options.epochs,
            options.batchSize,
            options.seed,
            options.stopAtAccuracy == null ? 1 : options.stopAtAccuracy));
  }

  private TrainListener[] listeners(RunSpec spec, RunDirectory run) {
    Terminal terminal = descent.terminal();
    List<TrainListener> listeners = new ArrayList<>();
    listeners.add(run);
    if (options.json) {
      var about =
          Json.object(
              "dataset", spec.dataset().name(),
              "threads", Engine.threads(),
              "run", run.folder().toString(),
              "hidden", options.hidden.sizes(),
              "activation", options.activation.label());
      options
          .optimizerSpec()
          .forEach((key, value) -> about.put(key.equals("name") ? "optimizer" : key, value));
      listeners.add(new EventLog(JsonLinesWriter.to(terminal.output()), about, 0));
    } else {
      listeners.add(new ProgressBar(terminal.out(), terminal.display(), System::nanoTime));
    }
    if (options.stopAtAccuracy != null) {
      listeners.add(EarlyStopping.atAccuracy(options.stopAtAccuracy));
    }
    return listeners.toArray(TrainListener[]::new);
  }

  private void head(Datasets.Choice choice, Mnist images, RunSpec spec, Path folder) {
    PrintWriter out = descent.terminal().out();
    List<Integer> sizes = spec.model().sizes();
    out.printf(
        Locale.ROOT,
        "Data      %s, %,d + %,d images, %s%n",
        choice.name(),
        images.train().count(),
        images.test().count(),
        choice.origin());
    out.printf(
        Locale.ROOT,
        "Network   %s, %s, %,d parameters%n",
        sizes.stream().map(String::valueOf).collect(Collectors.joining("-")),
        options.activation.label(),
        ModelMemory.parameters(spec.model()));
    out.printf(
        Locale.ROOT,
        "Training  %s, batches of %d, seed %d, %d thread%s%n",
        options.describeRule(),
        options.batchSize,
        options.seed,
        Engine.threads(),
        Engine.threads() == 1 ? "" : "s");
    out.printf("Run       %s%n%n", folder);
  }

  private void tail(Path folder) {
    PrintWriter out = descent.terminal().out();
    out.println();
    out.println("The model is in " + folder + ". To use it:");
    out.println("  ./descent predict " + folder + " digit.png");
    out.println("  ./descent eval " + folder);
    out.flush();
  }
}
