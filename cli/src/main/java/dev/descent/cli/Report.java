package dev.descent.cli;

import dev.descent.cli.plot.Chart;
import dev.descent.cli.report.Examination;
import dev.descent.cli.report.ReportPage;
import dev.descent.cli.report.RunStatus;
import dev.descent.cli.report.RunView;
import dev.descent.data.DataException;
import dev.descent.data.LoadedData;
import dev.descent.io.AtomicFiles;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import dev.descent.nn.Module;
import dev.descent.train.RunDirectory;
import dev.descent.train.RunException;
import dev.descent.train.RunLog;
import dev.descent.train.RunSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `descent report`: what runs did, as a page to look at.
@Command(
    name = "report",
    description = {
      "Write a page that shows what a run did, or compares several: curves, mistakes, settings,"
          + " what the coach noticed.",
      "It is one HTML file that needs nothing else, and no network."
    },
    footer = {
      "",
      "Examples:",
      "  descent report runs/mnist-1",
      "  descent report runs/mnist-1 runs/mnist-2 --out comparison.html --plots figures"
    })
final class Report implements Callable<Integer> {
  @ParentCommand Descent descent;

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      description = "Folders that train has made, such as runs/mnist-1.")
  List<Path> folders = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The page. Default: report.html in the run's folder; for several runs, in this folder.")
  @Nullable Path out;

  @Option(
      names = "--plots",
      paramLabel = "DIR",
      description = "Write each chart into this folder as well, as SVG and as PNG.")
  @Nullable Path plots;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the four MNIST files. Default: $DESCENT_DATA/mnist, then the cache.")
  @Nullable Path data;

  @Option(
      names = "--json",
      description = "Print one JSON object on standard output, and nothing else there.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    List<RunView> runs = read();
    for (int i = 0; i < runs.size(); i++) {
      runs.set(i, examine(runs.get(i)));
    }
    Path file = out != null ? out : defaultFile(runs);
    byte[] page = ReportPage.of(runs).getBytes(StandardCharsets.UTF_8);
    List<String> pictures = plots == null ? List.of() : writePlots(plots, runs);
    AtomicFiles.write(file, stream -> stream.write(page));
    if (json) {
      JsonLinesWriter.to(descent.terminal().output()).write(line(file, pictures, runs));
    } else {
      descent.terminal().out().println("The report is in " + file);
      if (plots != null) {
        descent.terminal().out().printf("%d plots are in %s%n", pictures.size(), plots);
      }
    }
    return 0;
  }

  private List<RunView> read() throws IOException {
    List<Path> distinct = List.copyOf(new LinkedHashSet<>(folders));
    List<String> names =
        distinct.stream()
            .map(folder -> String.valueOf(folder.toAbsolutePath().normalize().getFileName()))
            .toList();
    boolean clear = names.stream().distinct().count() == names.size();
    List<RunView> runs = new ArrayList<>();
    for (int i = 0; i < distinct.size(); i++) {
      String name = clear ? names.get(i) : distinct.get(i).toString();
      runs.add(RunView.read(distinct.get(i), name));
    }
    return runs;
  }

  /// The first name that is free, or has a page of ours: nothing else is replaced unasked.
  private static Path defaultFile(List<RunView> runs) throws IOException {
    Path folder = runs.size() == 1 ? runs.getFirst().folder() : Path.of("");
    Path file = folder.resolve("report.html");
    for (int n = 2; Files.exists(file) && !isOurs(file); n++) {
      file = folder.resolve("report-" + n + ".html");
    }
    return file;
  }

  private static boolean isOurs(Path file) throws IOException {
    return Files.isRegularFile(file)
        && new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
            .contains(ReportPage.SIGNATURE);
  }

  /// Tests the model, if there is one and the data it was tested on are here. A report does without
  /// otherwise, and says why.
  private RunView examine(RunView run) throws IOException {
    if (run.status().kind() == RunStatus.Kind.DIVERGED) {
      return run.unexamined("The run diverged, so there is no model to test.");
    }
    try {
      Module model = RunDirectory.model(run.folder());
      RunSpec spec = RunDirectory.spec(run.folder());
      LoadedData loaded = descent.datasets().again(spec, data).load(spec.dataset().trainLimit());
      if (!loaded.test().digest().equals(spec.dataset().testDigest())) {
        return run.unexamined(
            "The test data on this machine are not those of the run, so its model was not tested"
                + " again for this report.");
      }
      return run.examined(Examination.of(model, spec.loss(model), loaded));
    } catch (RunException | DataException e) {
      return run.unexamined("Not known: " + e.getMessage() + ".");
    }
  }

  private static List<String> writePlots(Path folder, List<RunView> runs) throws IOException {
    Files.createDirectories(folder);
    List<String> files = new ArrayList<>();
    for (Map.Entry<String, Chart> named : ReportPage.charts(runs).entrySet()) {
      Path svg = folder.resolve(named.getKey() + ".svg");
      Path png = folder.resolve(named.getKey() + ".png");
      named.getValue().writeSvg(svg);
      named.getValue().writePng(png);
      files.add(svg.toString());
      files.add(png.toString());
    }
    return files;
  }

  private static Map<String, @Nullable Object> line(
      Path file, List<String> pictures, List<RunView> runs) {
    List<Object> summaries = new ArrayList<>();
    for (RunView run : runs) {
      RunLog log = run.log();
      Map<String, @Nullable Object> summary =
          Json.object(
              "run",
              run.folder().toString(),
              "status",
              run.status().kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
              "epochs",
              log.epochs().size(),
              "steps",
              log.lastStep(),
              "seconds",
              Math.round(log.seconds() * 1e4) / 1e4,
              "notices",
              log.notices().size());
      log.best()
          .ifPresent(best -> {
            summary.put("bestAccuracy", best.accuracy());
            summary.put("bestEpoch", best.epoch());
          });
      summaries.add(summary);
    }
    return Json.object(
        "event", "reported", "file", file.toString(), "plots", pictures, "runs", summaries);
  }
}
