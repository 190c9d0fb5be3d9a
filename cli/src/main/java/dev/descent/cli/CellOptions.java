package dev.descent.cli;

import dev.descent.data.DataSource;
import dev.descent.data.Dataset;
import dev.descent.data.LoadedData;
import dev.descent.train.RunSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// What a run of a sweep can be told: what `train` can, and the order of the examples.
@Command
final class CellOptions {
  private static final List<String> ORDERS = List.of("own", "by-class");

  @Mixin TrainOptions train = new TrainOptions();

  @Option(
      names = "--order",
      paramLabel = "own|by-class",
      description =
          "The order of the training examples before any shuffling: the data's own, or sorted by"
              + " class. Default: own.")
  String order = "own";

  /// A run that is ready to be done.
  record Prepared(SweepCell cell, RunSpec spec, LoadedData data) {}

  /// Reads the words of all cells and gets their data, each only once.
  ///
  /// **Throws** [ParameterException] if any word of any cell means nothing
  ///
  /// @param command on whose behalf errors are
  static List<Prepared> prepare(List<SweepCell> cells, Datasets datasets, CommandLine command) {
    List<CellOptions> options = new ArrayList<>();
    for (SweepCell cell : cells) {
      options.add(parse(cell, command));
    }
    Map<List<@Nullable Object>, DataSource> sources = new HashMap<>();
    Map<List<Object>, LoadedData> loaded = new HashMap<>();
    List<Prepared> prepared = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      CellOptions one = options.get(i);
      DataOptions data = one.train.data;
      DataSource source =
          onBehalfOf(
              command,
              "",
              () ->
                  sources.computeIfAbsent(
                      one.source(), _ -> datasets.choose(data, one.train.checks())));
      LoadedData examples =
          loaded.computeIfAbsent(
              List.of(source, data.trainLimit, one.order),
              _ -> one.ordered(source.load(data.trainLimit)));
      RunSpec spec = onBehalfOf(command, about(cells.get(i)), () -> one.spec(source, examples));
      prepared.add(new Prepared(cells.get(i), spec, examples));
    }
    return prepared;
  }

  private static CellOptions parse(SweepCell cell, CommandLine command) {
    CellOptions options = new CellOptions();
    CommandLine parser = new CommandLine(options);
    Converters.register(parser);
    return onBehalfOf(
        command,
        about(cell),
        () -> {
          parser.parseArgs(cell.words().toArray(String[]::new));
          options.train.check();
          if (!ORDERS.contains(options.order)) {
            throw options
                .train
                .checks()
                .wrong("--order: " + Nearest.unknown("order", options.order, ORDERS));
          }
          return options;
        });
  }

  private static String about(SweepCell cell) {
    return " (" + SweepCell.text(cell.settings()) + ")";
  }

  /// Errors name the command that was given, and the run that they are about.
  private static <T> T onBehalfOf(CommandLine command, String about, Supplier<T> action) {
    try {
      return action.get();
    } catch (ParameterException e) {
      ParameterException ours =
          e.getArgSpec() == null
              ? new ParameterException(command, e.getMessage() + about, e)
              : new ParameterException(
                  command, e.getMessage(), e.getCause(), e.getArgSpec(), e.getValue());
      throw ours;
    }
  }

  private List<@Nullable Object> source() {
    DataOptions data = train.data;
    return Arrays.asList(
        data.name,
        data.mnist,
        data.target,
        data.task,
        data.validation,
        data.points,
        data.noise,
        data.seed);
  }

  private LoadedData ordered(LoadedData own) {
    if (order.equals("own")) {
      return own;
    }
    if (own.train().classes() == 0) {
      throw new IllegalArgumentException(
          "--order by-class is for data with classes; leave it out for numbers");
    }
    Dataset sorted = own.train().sortedByClass();
    return new LoadedData(
        sorted, own.test(), own.classNames(), own.images(), own.schema(), own.notes());
  }

  private RunSpec spec(DataSource source, LoadedData data) {
    return train.spec(source, data);
  }
}
