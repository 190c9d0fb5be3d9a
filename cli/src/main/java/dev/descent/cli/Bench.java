package dev.descent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent bench`: how fast things are on this machine.
@Command(
    name = "bench",
    description = "Measure how fast Descent is on this machine.",
    subcommands = {LabBench.class},
    footer = {"", "Example: descent bench lab --json"})
final class Bench implements Callable<Integer> {
  @ParentCommand Descent descent;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }
}
