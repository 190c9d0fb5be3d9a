package dev.descent.cli;

import dev.descent.data.DataException;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent bench`: how fast things are. Each subcommand measures one thing and hands its figures
/// to [#report].
@Command(
    name = "bench",
    description = "Measure how fast something is on this machine.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchKernels.class,
      BenchPeers.class,
      BenchRoofline.class,
      BenchScalar.class,
      BenchScaling.class,
      BenchStartUp.class,
      LabBench.class
    },
    footer = {"", "Example: descent bench scalar --json"})
final class Bench implements Callable<Integer> {
  @ParentCommand Descent descent;
  @Spec CommandSpec spec;

  /// A figure that was measured.
  ///
  /// @param name what it is, such as `scalar.toy-step`
  record Figure(String name, double value, String unit) {}

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }

  /// The folder of MNIST's files.
  ///
  /// @param data where they should be; null to look for them
  Path mnist(@Nullable Path data) {
    return descent
        .mnist()
        .find(Optional.ofNullable(data))
        .orElseThrow(() ->
            new DataException(
                "MNIST is not on this machine: get it with 'descent data fetch', or name its folder with"
                    + " --data"));
  }

  /// Prints a figure.
  void report(Figure figure, boolean json) throws IOException {
    // Four digits: no measurement here tells more.
    double value = Double.parseDouble("%.4g".formatted(figure.value));
    if (json) {
      JsonLinesWriter.to(descent.terminal().output())
          .write(Json.object("name", figure.name, "value", value, "unit", figure.unit));
    } else {
      descent.terminal().out().printf("%-24s %s %s%n", figure.name, value, figure.unit);
    }
  }
}
