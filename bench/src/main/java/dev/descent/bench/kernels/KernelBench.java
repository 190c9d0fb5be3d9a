package dev.descent.bench.kernels;

import dev.descent.bench.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Times the kernels, each in JVMs of its own that JMH starts, and prints a line of JSON for each
/// kernel, system and round.
@Command(name = "kernel-bench", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class KernelBench implements Callable<Integer> {
  @Option(names = "--only", description = "a pattern that the names of the kernels contain")
  private Pattern only = Pattern.compile("");

  @Option(names = "--rounds")
  private int rounds = 3;

  @Option(names = "--quick", description = "less than a second a kernel: a trial, no measurement")
  private boolean quick;

  @Option(names = "--log", description = "where JMH writes what it has to say", required = true)
  private Path log = Path.of("");

  private KernelBench() {}

  /// Runs and prints.
  ///
  /// @param args the options; `--help` lists them
  public static void main(String[] args) {
    System.exit(Commands.execute(new KernelBench(), args));
  }

  @Override
  public Integer call() throws IOException {
    List<Kernel> chosen =
        Kernel.all().stream().filter(kernel -> only.matcher(kernel.name()).find()).toList();
    if (chosen.isEmpty()) {
      throw new IOException(
          "no kernel's name contains '%s': there are %s"
              .formatted(
                  only, String.join("; ", Kernel.all().stream().map(Kernel::name).toList())));
    }
    for (int round = 1; round <= rounds; round++) {
      for (Kernel kernel : chosen) {
        for (String system : kernel.systems().keySet()) {
          report(kernel, system, seconds(kernel, system));
        }
      }
    }
    return 0;
  }

  /// The median of the iterations.
  private double seconds(Kernel kernel, String system) throws IOException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(Pattern.quote(KernelBenchmark.class.getName()) + "\\.run")
            .param("kernel", kernel.name())
            .param("system", system)
            .forks(1)
            .threads(1)
            .warmupIterations(quick ? 1 : 3)
            .warmupTime(TimeValue.milliseconds(500))
            .measurementIterations(quick ? 2 : 5)
            .measurementTime(TimeValue.milliseconds(quick ? 100 : 300))
            .shouldFailOnError(true)
            .output(log.toString());
    try {
      return new Runner(options.build())
              .runSingle()
              .getPrimaryResult()
              .getStatistics()
              .getPercentile(50)
          / 1e9;
    } catch (RunnerException e) {
      throw new IOException(
          "%s by %s failed (%s); JMH's log is %s".formatted(kernel.name(), system, reason(e), log),
          e);
    }
  }

  /// The first exception that JMH has noted.
  private String reason(RunnerException problem) throws IOException {
    return Files.readString(log)
        .lines()
        .filter(line -> line.matches("[\\w.$]+(Exception|Error)\\b.*"))
        .findFirst()
        .orElse(String.valueOf(problem.getMessage()));
  }

  private static void report(Kernel kernel, String system, double seconds) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "{\"event\":\"kernel\",\"kernel\":\"%s\",\"system\":\"%s\",\"seconds\":%.4e,"
                + "\"flops\":%.0f,\"moved\":%d,\"touched\":%d}",
            kernel.name(),
            system,
            seconds,
            kernel.flops(),
            kernel.moved(),
            kernel.touched()));
  }
}
