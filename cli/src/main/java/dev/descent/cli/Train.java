package dev.descent.cli;

import dev.descent.data.DataSource;
import dev.descent.data.LoadedData;
import dev.descent.exec.Engine;
import dev.descent.train.History;
import dev.descent.train.RunDirectory;
import dev.descent.train.RunSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/// `descent train`: trains a network, shows how it goes, and keeps the model.
@Command(
    name = "train",
    description = "Train a network: on handwritten digits, a table, pictures or a toy problem.",
    sortOptions = false,
    customSynopsis = "descent train [OPTIONS] [DATA]",
    footer = {
      "",
      "Examples:",
      "  descent train",
      "  descent train mnist --recipe fast",
      "  descent train mnist -e 20 -b 64 --lr 0.1 --momentum 0.9 --hidden 512,256",
      "  descent train mnist --optimizer adamw --schedule one-cycle --average ema:0.999",
      "  descent train iris.csv --target species",
      "  descent train spiral --hidden 8,8 --activation tanh"
    })
final class Train implements Callable<Integer> {
  private static final Path RUNS = Path.of("runs");

  @ParentCommand Descent descent;
  @Mixin TrainOptions options;

  @Override
  public Integer call() throws IOException {
    options.check();
    if (options.threads != null) {
      Engine.threads(options.threads);
    }
    DataSource source = descent.datasets().choose(options.data, options.checks());
    Engine.prepare(); // while the data are being read
    LoadedData data = descent.mnist().load(source, options.data.trainLimit);
    RunSpec spec = options.spec(source, data);
    try (RunDirectory run =
        options.run.run == null
            ? RunDirectory.createNumbered(RUNS, spec)
            : RunDirectory.create(options.run.run, spec)) {
      RunText text = new RunText(descent.terminal());
      if (!options.json) {
        text.head(spec, source, data, run.folder());
      }
      History history =
          new Runner(
                  descent.terminal(),
                  options.json,
                  options.jsonSteps == null ? 0 : options.jsonSteps)
              .run(spec, data, run, null);
      if (!options.json) {
        text.tail(source, run.folder(), history);
      }
      return Session.exitCode(history);
    }
  }
}
