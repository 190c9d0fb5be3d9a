package dev.descent.cli;

import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import dev.descent.lab.engine.RunTail;
import dev.descent.lab.server.LabServer;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent lab`: the page on which training is watched and steered.
@Command(
    name = "lab",
    description = {
      "Open a page on which networks are watched while they train, steered, and taken back in time.",
      "It is served to this machine only, until Ctrl-C, and needs no network."
    },
    footer = {
      "",
      "Examples:",
      "  descent lab",
      "  descent lab --run runs/mnist-1 --port 8137 --no-open"
    })
final class Lab implements Callable<Integer> {
  private static final int MOST_PORT = 65_535;

  @ParentCommand Descent descent;
  @Spec CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Listen on this port. Default: one that is free.")
  @Nullable Integer port;

  @Option(
      names = "--open",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Open the browser, if there is one. Default: yes.")
  boolean open;

  @Option(
      names = "--run",
      paramLabel = "RUN",
      description =
          "Show this run as well, live if it is under way: a folder that train has made, or one of"
              + " such folders, of which the latest is shown.")
  @Nullable Path run;

  @Option(
      names = "--json",
      description =
          "Print one JSON object with the address on standard output, nothing else there.")
  boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port != null && (port < 0 || port > MOST_PORT)) {
      throw new Checks(spec.commandLine()).wrong("--port must be from 0 to 65535, not " + port);
    }
    Terminal terminal = descent.terminal();
    RunTail tail = run == null ? null : new RunTail(run);
    CountDownLatch end = new CountDownLatch(1);
    try (LabServer server = start(tail);
        Interrupts _ =
            Interrupts.handle(
                end::countDown, () -> Runtime.getRuntime().halt(Interrupts.EXIT_CODE))) {
      if (!LabServer.isPageBuilt()) {
        terminal.say(
            "the lab's page has not been built, which needs npm (Node 20 or later) and, once, the"
                + " npm registry: install it, go online, and run ./descent lab again");
      }
      if (json) {
        JsonLinesWriter.to(terminal.output())
            .write(Json.object("event", "lab", "url", server.url(), "port", server.port()));
      } else {
        terminal.out().println(server.url());
      }
      if (open) {
        Browser.open(server.url());
      }
      end.await();
    }
    return 0;
  }

  private LabServer start(@Nullable RunTail tail) throws IOException {
    int wanted = Objects.requireNonNullElse(port, 0);
    String version =
        Objects.requireNonNullElse(
            Main.class.getPackage().getImplementationVersion(), "(not packaged)");
    try {
      return LabServer.start(
          new LabServer.Options(wanted, version, tail, line -> descent.terminal().say(line)));
    } catch (BindException e) {
      throw new IOException(
          "port "
              + wanted
              + " is taken: give another one with --port, or none for one that is free",
          e);
    }
  }
}
