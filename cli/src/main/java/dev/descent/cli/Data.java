package dev.descent.cli;

import dev.descent.data.DataException;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent data`: the datasets of this machine.
@Command(
    name = "data",
    description = "List the datasets, fetch MNIST, or say where it is.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example: descent data fetch"})
final class Data implements Callable<Integer> {
  @ParentCommand Descent descent;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }

  @Command(
      name = "list",
      description = "List the datasets and where they are.",
      footer = {"", "Example: descent data list"})
  int list(
      @Option(names = "--json", description = "Print one JSON object a dataset on standard output.")
          boolean json)
      throws IOException {
    @Nullable String folder =
        descent.mnist().find(Optional.empty()).map(Path::toString).orElse(null);
    if (json) {
      JsonLinesWriter out = JsonLinesWriter.to(descent.terminal().output());
      out.write(
          Json.object("event", "dataset", "name", "mnist", "here", folder != null, "path", folder));
      out.write(Json.object("event", "dataset", "name", "digits", "here", true, "path", null));
    } else {
      PrintWriter out = descent.terminal().out();
      out.println(
          "mnist   "
              + (folder == null
                  ? "not on this machine ('descent data fetch' gets it)"
                  : "in " + folder));
      out.println("digits  drawn by this program when they are needed");
    }
    return 0;
  }

  @Command(
      name = "fetch",
      description = "Download MNIST (11 MB) unless it is here, and check it.",
      footer = {"", "Example: descent data fetch"})
  int fetch() {
    Optional<Path> found = descent.mnist().find(Optional.empty());
    Path folder = found.orElseGet(() -> descent.datasets().fetch(descent.mnist().cacheFolder()));
    descent
        .terminal()
        .out()
        .println((found.isPresent() ? "MNIST is already in " : "MNIST is now in ") + folder);
    return 0;
  }

  @Command(
      name = "path",
      description = "Print the folder of MNIST's files; fail if it is not on this machine.",
      footer = {"", "Example: ls \"$(descent data path)\""})
  int path() {
    Path folder =
        descent
            .mnist()
            .find(Optional.empty())
            .orElseThrow(() ->
                new DataException(
                    "MNIST is not on this machine; get it with 'descent data fetch'"));
    descent.terminal().out().println(folder);
    return 0;
  }
}
