package dev.descent.cli;

import dev.descent.cli.plot.Chart;
import dev.descent.io.AtomicFiles;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Says what came of a sweep: on the terminal, and in the sweep's folder as table and plots.
final class SweepReport {
  static final String PLOTS = "plots";

  /// For sweeps in which some models end with the weights of another epoch.
  static final String LAST =
      "The figures are those of the last epoch, also where the weights of the best were kept.";

  private final Terminal terminal;
  private final boolean json;
  private final Path folder;

  SweepReport(Terminal terminal, boolean json, Path folder) {
    this.terminal = terminal;
    this.json = json;
    this.folder = folder;
  }

  /// Tells of all that is done; a sweep that is not finished leaves no files but those of its runs.
  ///
  /// @param charts the charts of a finished sweep, by the names of their files
  void finish(SweepResults results, SequencedMap<String, Chart> charts) throws IOException {
    if (!results.results().isEmpty() && !json) {
      print(results);
    }
    if (!results.complete()) {
      return;
    }
    List<String> plots = writePlots(charts);
    byte[] csv = results.csv().getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(folder.resolve(SweepResults.FILE), out -> out.write(csv));
    if (json) {
      JsonLinesWriter.to(terminal.output())
          .write(
              Json.object(
                  "event", "finished",
                  "cells", results.results().size(),
                  "best", results.best().map(SweepRow::settings).orElse(null),
                  "sweep", folder.toString(),
                  "plots", plots));
    } else {
      terminal
          .out()
          .printf(
              "%nThe runs, %s and %d plots are in %s%n", SweepResults.FILE, plots.size(), folder);
    }
  }

  private void print(SweepResults results) {
    PrintWriter out = terminal.out();
    SweepTable table = SweepTable.of(results);
    List<String> lines = table.lines();
    out.println();
    for (int i = 0; i < lines.size(); i++) {
      String line = terminal.display().blocks() ? lines.get(i) : ascii(lines.get(i));
      out.println(i == 0 || i == table.best() ? terminal.bold(line) : line);
    }
    out.println();
    long seeds = results.rows().getFirst().results().size();
    String over = seeds > 1 ? " Mean ± standard deviation over %d seeds.".formatted(seeds) : "";
    String best =
        results.hasAccuracy() ? "* has the highest best accuracy." : "* has the least test loss.";
    String legend = (table.best() > 0 ? best : "There is no best: all diverged.") + over;
    out.println(terminal.display().blocks() ? legend : ascii(legend));
    if (results.results().stream().anyMatch(r -> r.cell().words().contains("--restore-best"))) {
      out.println(LAST);
    }
  }

  private static String ascii(String text) {
    return text.replace("±", "+-").replace("–", "-");
  }

  private List<String> writePlots(SequencedMap<String, Chart> charts) throws IOException {
    Path plots = folder.resolve(PLOTS);
    Files.createDirectories(plots);
    List<String> files = new ArrayList<>();
    for (Map.Entry<String, Chart> chart : charts.entrySet()) {
      Path svg = plots.resolve(chart.getKey() + ".svg");
      Path png = plots.resolve(chart.getKey() + ".png");
      chart.getValue().writeSvg(svg);
      chart.getValue().writePng(png);
      files.add(svg.toString());
      files.add(png.toString());
    }
    return files;
  }
}
