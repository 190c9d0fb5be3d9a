package dev.descent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The root command: it holds what all subcommands share, and says what they are.
@Command(
    name = "descent",
    description = "Trains neural networks on the JVM.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = false,
    subcommands = {
      Train.class,
      Resume.class,
      VerifyResume.class,
      Sweep.class,
      Experiment.class,
      LrFind.class,
      Eval.class,
      Predict.class,
      Report.class,
      Toy.class,
      RunExample.class,
      Docs.class,
      Lab.class,
      Data.class,
      Bench.class,
      Doctor.class
    },
    footer = {"", "Example: descent train"})
final class Descent implements Callable<Integer> {
  private final Terminal terminal;
  private final MnistSource mnist;

  @Spec CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  boolean debug;

  Descent(Terminal terminal, MnistSource mnist) {
    this.terminal = terminal;
    this.mnist = mnist;
  }

  Terminal terminal() {
    return terminal;
  }

  MnistSource mnist() {
    return mnist;
  }

  Datasets datasets() {
    return new Datasets(mnist, terminal);
  }

  /// Without a subcommand there is nothing to do but to list them.
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }
}
