package dev.descent.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Gives `sweep` all options of `train`, with texts as values: what several values mean is found
/// out later.
final class SweepOptions implements IModelTransformer {
  /// What has no meaning where there are several runs, or is the same for all of them.
  private static final Set<String> OTHERS = Set.of("--json", "--threads", "--run");

  /// The long names of the options.
  static Set<String> names() {
    Set<String> names = new HashSet<>();
    for (OptionSpec option : CommandSpec.forAnnotatedObject(new CellOptions()).options()) {
      if (!OTHERS.contains(option.longestName())) {
        names.add(option.longestName());
      }
    }
    return names;
  }

  @Override
  public CommandSpec transform(CommandSpec command) {
    CommandSpec train = CommandSpec.forAnnotatedObject(new CellOptions());
    Set<OptionSpec> grouped = new HashSet<>();
    List<ArgGroupSpec> groups = new ArrayList<>();
    for (ArgGroupSpec group : train.argGroups()) {
      ArgGroupSpec.Builder copy =
          ArgGroupSpec.builder().exclusive(false).multiplicity("0..1").heading(group.heading());
      for (ArgSpec argument : group.args()) {
        if (argument instanceof OptionSpec option) {
          grouped.add(option);
          if (!OTHERS.contains(option.longestName())) {
            copy.addArg(asText(option));
          }
        }
      }
      groups.add(copy.build());
    }
    for (OptionSpec option : train.options()) {
      if (!grouped.contains(option) && !OTHERS.contains(option.longestName())) {
        command.addOption(asText(option));
      }
    }
    groups.forEach(command::addArgGroup);
    return command;
  }

  private static OptionSpec asText(OptionSpec option) {
    OptionSpec.Builder copy =
        OptionSpec.builder(option.names())
            .paramLabel(option.paramLabel())
            .description(escaped(option.description()));
    if (option.arity().max() == 0) {
      return copy.type(boolean.class).arity("0").build();
    }
    return option.isMultiValue()
        ? copy.type(List.class).auxiliaryTypes(String.class).arity("1").build()
        : copy.type(String.class).arity("1").build();
  }

  /// Descriptions are formats.
  private static String[] escaped(String[] lines) {
    return Arrays.stream(lines).map(line -> line.replace("%", "%%")).toArray(String[]::new);
  }
}
