package dev.descent.cli;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
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
    footer = {"", "Example: descent train"})
final class Descent implements Callable<Integer> {
  private static final SequencedMap<String, Class<?>> COMMANDS = commands();

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

  private static SequencedMap<String, Class<?>> commands() {
    SequencedMap<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("train", Train.class);
    commands.put("resume", Resume.class);
    commands.put("verify-resume", VerifyResume.class);
    commands.put("sweep", Sweep.class);
    commands.put("experiment", Experiment.class);
    commands.put("lr-find", LrFind.class);
    commands.put("eval", Eval.class);
    commands.put("predict", Predict.class);
    commands.put("report", Report.class);
    commands.put("toy", Toy.class);
    commands.put("example", RunExample.class);
    commands.put("docs", Docs.class);
    commands.put("lab", Lab.class);
    commands.put("data", Data.class);
    commands.put("bench", Bench.class);
    commands.put("doctor", Doctor.class);
    return commands;
  }

  /// The command line.
  ///
  /// To know all commands with their options takes longer than to load MNIST. So where the first
  /// word is a command's name, that is the only one that it knows.
  CommandLine commandLine(String... args) {
    CommandLine all = new CommandLine(this);
    Class<?> only = args.length == 0 ? null : COMMANDS.get(args[0]);
    if (only != null) {
      all.addSubcommand(args[0], new CommandLine(only));
    } else {
      COMMANDS.forEach((name, type) -> all.addSubcommand(name, new CommandLine(type)));
    }
    return all;
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
