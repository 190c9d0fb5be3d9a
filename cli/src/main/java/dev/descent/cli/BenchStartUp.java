package dev.descent.cli;

import dev.descent.cli.Bench.Figure;
import dev.descent.cli.peers.BenchModule;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent bench start-up`: how long a user waits for the first step, and what memory training
/// takes.
@Command(
    name = "start-up",
    description = {
      "Run './descent train mnist -e 2' several times and tell how long it takes from the command to the end of the"
          + " first step, how long processors worked for it, and the most memory that a run had (resident size, on"
          + " Linux).",
      "The time is the median of the runs, and so is that of the processors, which compile as well. Leave the"
          + " machine alone meanwhile."
    },
    footer = {"", "Example: descent bench start-up --json"})
final class BenchStartUp implements Callable<Integer> {
  private static final int MOST_RUNS = 1000;
  private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB$");

  @ParentCommand Bench bench;
  @Spec CommandSpec spec;

  @Option(names = "--runs", paramLabel = "N", description = "How often. Default: 5.")
  int runs = 5;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "The folder of MNIST's four files. Default: where 'descent data path' says.")
  @Nullable Path data;

  @Option(
      names = "--json",
      description = "Print one JSON object a figure on standard output, and nothing else there.")
  boolean json;

  /// @param seconds from the command to the end of the first step
  /// @param processorSeconds that all processors spent on it; empty where that cannot be read
  /// @param megabytes the most that the process had; empty where that cannot be read
  private record Run(double seconds, OptionalDouble processorSeconds, OptionalDouble megabytes) {}

  @Override
  public Integer call() throws IOException {
    Checks checks = new Checks(spec.commandLine());
    checks.count("--runs", runs, MOST_RUNS);
    checks.folder("--data", data);
    Path launcher = BenchModule.find().root().resolve("descent");
    Path images = bench.mnist(data);
    List<Double> seconds = new ArrayList<>();
    List<Double> processorSeconds = new ArrayList<>();
    double megabytes = 0;
    for (int i = 0; i < runs; i++) {
      Run run = run(launcher, images);
      seconds.add(run.seconds);
      run.processorSeconds.ifPresent(processorSeconds::add);
      megabytes = Math.max(megabytes, run.megabytes.orElse(0));
    }
    bench.report(new Figure("start-up.first-step", median(seconds), "s"), json);
    if (!processorSeconds.isEmpty()) {
      bench.report(new Figure("start-up.processors", median(processorSeconds), "s"), json);
    }
    if (megabytes > 0) {
      bench.report(new Figure("start-up.peak-memory", megabytes, "MB"), json);
    }
    return 0;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static Run run(Path launcher, Path images) throws IOException {
    try (ScratchFolder scratch = ScratchFolder.create()) {
      Path errors = scratch.folder().resolve("errors.txt");
      List<String> command =
          new ArrayList<>(
              List.of(launcher.toString(), "train", "mnist", "-e", "2", "--json", "--json-steps"));
      command.addAll(
          List.of(
              "1",
              "--data",
              images.toString(),
              "--run",
              scratch.folder().resolve("run").toString()));
      long start = System.nanoTime();
      Process process = scratch.start(new ProcessBuilder(command).redirectError(errors.toFile()));
      double seconds = Double.NaN;
      OptionalDouble processors = OptionalDouble.empty();
      OptionalDouble peak = OptionalDouble.empty();
      try (BufferedReader lines = process.inputReader()) {
        String line = lines.readLine();
        while (line != null) {
          if (Double.isNaN(seconds) && line.startsWith("{\"event\":\"step\"")) {
            seconds = (System.nanoTime() - start) * 1e-9;
            processors = processors(process);
          }
          if (line.startsWith("{\"event\":\"epoch\"")) {
            peak = peak(process.pid());
          }
          line = lines.readLine();
        }
      }
      scratch.requireEnd(process.onExit().join().exitValue(), errors);
      return new Run(seconds, processors, peak);
    }
  }

  private static OptionalDouble processors(Process process) {
    return process
        .info()
        .totalCpuDuration()
        .map(time -> OptionalDouble.of(time.toNanos() * 1e-9))
        .orElseGet(OptionalDouble::empty);
  }

  /// The launcher replaces itself by the JVM, so its process is the one that trains.
  private static OptionalDouble peak(long process) {
    Path status = Path.of("/proc", Long.toString(process), "status");
    try {
      Matcher line = PEAK.matcher(Files.readString(status));
      return line.find()
          ? OptionalDouble.of(Double.parseDouble(line.group(1)) * 1024 / 1e6)
          : OptionalDouble.empty();
    } catch (IOException e) {
      return OptionalDouble.empty(); // not Linux, or the run has just ended
    }
  }
}
