package dev.descent.cli;

import dev.descent.lab.speed.LabSpeed;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent bench lab`: how fast the lab trains, alone and with a page that looks.
@Command(
    name = "lab",
    description = {
      "Measure the lab: epochs in a second of a 2-4-2-1 network with tanh on 250 points in batches of"
          + " 10,",
      "alone, and with a page that asks for 60 frames in a second; and the time of a map of 100 x 100."
    },
    footer = {"", "Example: descent bench lab --json"})
final class LabBench implements Callable<Integer> {
  private static final double LONGEST = 600;

  @ParentCommand Bench bench;
  @Spec CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long each figure is measured, after as long a warm-up. Default: 5.")
  double seconds = 5;

  @Option(
      names = "--json",
      description = "Print one JSON object a figure on standard output, and nothing else there.")
  boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    new Checks(spec.commandLine()).within("--seconds", seconds, 0.1, LONGEST, "from 0.1 to 600");
    for (Map.Entry<String, Double> figure : LabSpeed.measure(seconds).entrySet()) {
      String unit = figure.getKey().endsWith("milliseconds") ? "ms" : "1/s";
      bench.report(new Bench.Figure(figure.getKey(), figure.getValue(), unit), json);
    }
    return 0;
  }
}
