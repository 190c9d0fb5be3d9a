package dev.descent.cli;

import dev.descent.examples.Example;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent example`: lists the programs in `examples/`, or runs one.
@Command(
    name = "example",
    description = "List the example programs, or run one. Their sources are in examples/.",
    sortOptions = false,
    footer = {"", "Examples:", "  descent example", "  descent example xor-by-hand"})
final class RunExample implements Callable<Integer> {
  @ParentCommand Descent descent;
  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "The example to run. Default: none; all are listed.")
  @Nullable String name;

  @Override
  public Integer call() throws Exception {
    if (name == null) {
      list();
      return 0;
    }
    for (Example example : Example.ALL) {
      if (example.name().equals(name)) {
        example.program().run();
        return 0;
      }
    }
    List<String> names = Example.ALL.stream().map(Example::name).toList();
    throw new Checks(spec.commandLine()).wrong(Nearest.unknown("example", name, names));
  }

  private void list() {
    PrintWriter out = descent.terminal().out();
    for (Example example : Example.ALL) {
      out.printf("%-17s %s%n", example.name(), example.idea());
    }
  }
}
