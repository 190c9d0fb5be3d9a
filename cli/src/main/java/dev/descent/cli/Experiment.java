package dev.descent.cli;

import dev.descent.cli.ExperimentPlan.Findings;
import dev.descent.cli.ExperimentPlan.Size;
import dev.descent.cli.plot.Chart;
import dev.descent.exec.Engine;
import dev.descent.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent experiment`: what everybody says about training, and what is measured here.
@Command(
    name = "experiment",
    description = {
      "Repeat a classic experiment: what the folklore says, what is measured here, table and plots.",
      "The same command again goes on with an experiment that was interrupted."
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  descent experiment learning-rates",
      "  descent experiment batch-sizes digits",
      "  descent experiment shuffling --quick",
      "  descent experiment overfitting",
      "  descent experiment optimizers --seeds 3 --out runs/optimizers"
    })
final class Experiment implements Callable<Integer> {
  private static final SequencedMap<String, Function<Size, ExperimentPlan>> ALL =
      new LinkedHashMap<>();
  private static final String PAGE = "page.md";
  private static final List<String> QUICK = List.of("--train-limit", "1000");
  private static final int MOST_SEEDS = 100;

  static {
    ALL.put("learning-rates", LearningRatesExperiment::plan);
    ALL.put("batch-sizes", BatchSizesExperiment::plan);
    ALL.put("shuffling", ShufflingExperiment::plan);
    ALL.put("optimizers", OptimizersExperiment::plan);
    ALL.put("overfitting", OverfittingExperiment::plan);
  }

  @ParentCommand Descent descent;
  @Spec CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "learning-rates, batch-sizes, shuffling, optimizers or overfitting.")
  String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DATA",
      description =
          "mnist or digits. Default: mnist if it can be had, otherwise digits. Overfitting has data of"
              + " its own.")
  @Nullable String data;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the four MNIST files. Default: $DESCENT_DATA/mnist, then the cache.")
  @Nullable Path mnist;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Train everything with the seeds 1 to N, and give mean and spread. Default: 1.")
  int seeds = 1;

  @Option(
      names = "--quick",
      description = "A thousand examples and two epochs: shows how it works, and measures nothing.")
  boolean quick;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for runs, page and plots. Default: runs/NAME-1, -2, ...")
  @Nullable Path out;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads; they don't change the result. Default: one a processor.")
  @Nullable Integer threads;

  @Option(
      names = "--json",
      description = "Print one JSON object a run on standard output, and nothing else there.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    Checks checks = new Checks(spec.commandLine());
    Function<Size, ExperimentPlan> experiment = ALL.get(name);
    if (experiment == null) {
      throw checks.wrong(Nearest.unknown("experiment", name, ALL.keySet()));
    }
    if (data != null && !List.of("mnist", "digits").contains(data)) {
      throw checks.wrong(Nearest.unknown("dataset", data, List.of("mnist", "digits")));
    }
    checks.count("--seeds", seeds, MOST_SEEDS);
    checks.folder("--out", out);
    checks.count("--threads", threads, 256);
    if (threads != null) {
      Engine.threads(threads);
    }
    Size size = new Size(quick, quick ? 1000 : 60_000);
    ExperimentPlan plan = experiment.apply(size);
    if (!plan.data().isEmpty() && (data != null || mnist != null)) {
      throw checks.wrong(
          "%s has data of its own: leave out %s".formatted(name, data != null ? data : "--data"));
    }
    SweepPlan sweep = plan.sweep(common(plan), seeds);
    List<CellOptions.Prepared> cells =
        CellOptions.prepare(sweep.cells(), descent.datasets(), spec.commandLine());
    Path folder = Sweep.folder(sweep, out, descent.terminal());
    if (!json) {
      descent.terminal().out().println(descent.terminal().bold(plan.title()));
      plan.folklore().forEach(descent.terminal().out()::println);
      descent.terminal().out().println();
    }
    SweepResults results =
        new SweepRunner(descent.terminal(), json, folder, againBy(folder)).run(cells);
    SequencedMap<String, Chart> charts = new LinkedHashMap<>();
    if (results.complete()) {
      charts.putAll(plan.charts().apply(new Findings(results)));
      charts.putAll(SweepCharts.of(results));
      write(folder.resolve(PAGE), plan, results, charts);
    }
    new SweepReport(descent.terminal(), json, folder).finish(results, charts);
    if (results.complete() && !json) {
      descent.terminal().out().println("The page is " + folder.resolve(PAGE));
      descent.terminal().out().println();
      plan.findings().apply(new Findings(results)).forEach(descent.terminal().out()::println);
    }
    return results.exitCode();
  }

  private String againBy(Path folder) {
    List<String> words = new ArrayList<>(List.of("./descent experiment", name));
    if (data != null) {
      words.add(data);
    }
    if (mnist != null) {
      words.add("--data " + RunText.quoted(mnist));
    }
    if (seeds != 1) {
      words.add("--seeds " + seeds);
    }
    if (quick) {
      words.add("--quick");
    }
    words.add("--out " + RunText.quoted(folder));
    return String.join(" ", words);
  }

  private List<String> common(ExperimentPlan plan) {
    List<String> words = new ArrayList<>();
    if (data != null) {
      words.add(data);
    }
    if (mnist != null) {
      words.addAll(List.of("--data", mnist.toString()));
    }
    if (quick && plan.data().isEmpty()) {
      words.addAll(QUICK);
    }
    return words;
  }

  private void write(
      Path file, ExperimentPlan plan, SweepResults results, SequencedMap<String, Chart> charts)
      throws IOException {
    StringBuilder page = new StringBuilder("# " + plan.title() + "\n");
    section(page, "What is said", plan.folklore());
    section(page, "What was done", plan.method());
    if (quick) {
      page.append("\nThis was a quick run, much too short: its figures mean nothing.\n");
    }
    section(page, "What was measured", plan.findings().apply(new Findings(results)));
    page.append("\n").append(SweepTable.of(results).markdown());
    page.append(
            "\nAccuracy and loss are those of the test set, after the last epoch where nothing else is said")
        .append(
            seeds == 1
                ? "; all runs have one seed.\n"
                : "; `±` is the standard deviation over %d seeds.\n".formatted(seeds));
    page.append("\n## Plots\n");
    charts.forEach((chart, drawing) ->
        page.append("\n![%s](%s/%s.svg)\n".formatted(drawing.title(), SweepReport.PLOTS, chart)));
    byte[] bytes = page.toString().getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(file, stream -> stream.write(bytes));
  }

  private static void section(StringBuilder page, String heading, List<String> paragraphs) {
    page.append("\n## ").append(heading).append("\n");
    paragraphs.forEach(paragraph -> page.append("\n").append(paragraph).append("\n"));
  }
}
