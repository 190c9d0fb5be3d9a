package dev.descent.cli.report;

import dev.descent.cli.plot.Chart;
import dev.descent.cli.plot.LineChart;
import dev.descent.cli.plot.Theme;
import dev.descent.train.RunLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// The page: one file that needs nothing else, no network and no script.
public final class ReportPage {
  /// By this a page is known as one of these.
  public static final String SIGNATURE = "Written by descent report.";

  private static final double CHART_WIDTH = 360;
  private static final double CHART_HEIGHT = 250;

  private final Html html = new Html();
  private final List<RunView> runs;

  private ReportPage(List<RunView> runs) {
    this.runs = runs;
  }

  /// A page about at least one run; several are compared.
  public static String of(List<RunView> runs) throws IOException {
    return new ReportPage(runs).page();
  }

  /// All charts of such a page, by names for files.
  public static Map<String, Chart> charts(List<RunView> runs) {
    Map<String, Chart> charts = new LinkedHashMap<>();
    if (runs.size() == 1) {
      return RunCharts.of(runs.getFirst());
    }
    RunCharts.comparing(runs).forEach((name, chart) -> charts.put("comparison-" + name, chart));
    for (RunView run : runs) {
      String prefix = run.name().replaceAll("[^A-Za-z0-9._-]", "_");
      RunCharts.of(run).forEach((name, chart) -> charts.put(prefix + "-" + name, chart));
    }
    return charts;
  }

  private String page() throws IOException {
    String title =
        runs.size() == 1 ? "Run " + runs.getFirst().name() : runs.size() + " runs compared";
    html.raw("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    html.single("meta", "charset", "utf-8");
    html.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.single("meta", "name", "color-scheme", "content", "light dark");
    // Even if something in a file got past the escaping, a browser would not run or fetch it.
    html.single(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
    html.element("title", title + " · Descent");
    html.raw("<style>\n" + style() + "</style>\n").close();
    html.open("body").open("header").element("h1", title);
    if (runs.size() > 1) {
      html.open("nav", "aria-label", "Runs").open("ul");
      for (int i = 0; i < runs.size(); i++) {
        html.open("li").element("a", runs.get(i).name(), "href", "#run-" + (i + 1)).close();
      }
      html.close().close();
    }
    html.close().open("main");
    if (runs.size() > 1) {
      comparison();
    }
    for (int i = 0; i < runs.size(); i++) {
      run(runs.get(i), i + 1);
    }
    html.close();
    html.element("footer", SIGNATURE + " Everything on this page is in this file.");
    return html.close().close().toString();
  }

  private static String style() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ReportPage.class.getResourceAsStream("report.css"), "report.css")) {
      String css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return ":root{"
          + Theme.PAGE.variables()
          + "}\n"
          + "@media screen and (prefers-color-scheme: dark){:root{"
          + Theme.DARK.variables()
          + "}}\n"
          + css;
    }
  }

  private void comparison() {
    html.open("section", "aria-labelledby", "comparison");
    html.element("h2", "Comparison", "id", "comparison");
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "run",
            "status",
            "epochs",
            "steps",
            "best accuracy",
            "at epoch",
            "least validation loss",
            "last training loss",
            "time",
            "an epoch"));
    for (RunView run : runs) {
      RunLog log = run.log();
      int epochs = log.epochs().size();
      rows.add(
          List.of(
              run.name(),
              run.status().kind().label(),
              Figures.count(epochs),
              Figures.count(log.lastStep()),
              Figures.percent(log.best().map(RunLog.Epoch::accuracy).orElse(Double.NaN)),
              log.best().map(best -> Integer.toString(best.epoch())).orElse("–"),
              Figures.measure(leastLoss(log)),
              Figures.measure(epochs == 0 ? Double.NaN : log.epochs().getLast().loss()),
              Figures.time(log.seconds()),
              Figures.time(epochs == 0 ? Double.NaN : log.seconds() / epochs)));
    }
    html.open("div", "class", "comparison").table("Results of the runs", rows).close();
    List<List<String>> differences = differences();
    html.element("h3", "What differs");
    if (differences.size() == 1) {
      html.element("p", "All settings are the same.");
    } else {
      html.open("div", "class", "settings").table("Settings that differ", differences).close();
    }
    charts(RunCharts.comparing(runs));
    html.close();
  }

  private List<List<String>> differences() {
    List<String> heading = new ArrayList<>(List.of("setting"));
    runs.forEach(run -> heading.add(run.name()));
    List<List<String>> rows = new ArrayList<>(List.of(heading));
    List<String> settings =
        runs.stream().flatMap(run -> run.configuration().keySet().stream()).distinct().toList();
    for (String setting : settings) {
      List<String> values =
          runs.stream().map(run -> run.configuration().getOrDefault(setting, "–")).toList();
      if (values.stream().distinct().count() > 1) {
        List<String> row = new ArrayList<>(List.of(setting));
        values.forEach(value -> row.add(shortened(value)));
        rows.add(row);
      }
    }
    return rows;
  }

  /// Of a digest the first characters tell whether it is another one.
  private static String shortened(String value) {
    return value.matches("[0-9a-f]{64}") ? value.substring(0, 12) + "…" : value;
  }

  private static double leastLoss(RunLog log) {
    return log.epochs().stream()
        .mapToDouble(RunLog.Epoch::testLoss)
        .filter(Double::isFinite)
        .min()
        .orElse(Double.NaN);
  }

  private void run(RunView run, int number) {
    String id = "run-" + number;
    html.open("section", "aria-labelledby", id);
    html.element("h2", runs.size() == 1 ? "How it went" : run.name(), "id", id);
    String kind = run.status().kind().name().toLowerCase(Locale.ROOT);
    html.open("p", "class", "status");
    html.element("span", run.status().kind().label(), "class", "badge " + kind);
    html.text(" " + run.status().text()).close();
    figures(run.log());
    notices(run.log());
    Map<String, Chart> charts = RunCharts.of(run);
    Chart confusion = charts.remove("confusion");
    charts(charts);
    epochs(run.log());
    new ExaminationPart(html).write(run, confusion);
    html.element("h3", "Configuration");
    List<List<String>> rows = new ArrayList<>(List.of(List.of("setting", "value")));
    run.configuration().forEach((name, value) -> rows.add(List.of(name, value)));
    html.open("div", "class", "settings").table("Configuration", rows).close();
    html.close();
  }

  private void figures(RunLog log) {
    html.open("dl", "class", "figures");
    log.best().ifPresent(best -> figure("best accuracy", Figures.percent(best.accuracy())));
    if (!log.epochs().isEmpty()) {
      RunLog.Epoch last = log.epochs().getLast();
      figure("last training loss", Figures.measure(last.loss()));
      if (Double.isFinite(last.testLoss())) {
        figure("last validation loss", Figures.measure(last.testLoss()));
      }
    }
    RunLog.Start start = log.start();
    figure(
        "epochs",
        Figures.count(log.epochs().size())
            + (start == null || start.epochs() == log.epochs().size()
                ? ""
                : " of " + Figures.count(start.epochs())));
    figure("steps", Figures.count(log.lastStep()));
    figure("training time", Figures.time(log.seconds()));
    if (start != null) {
      figure("parameters", Figures.count(start.parameters()));
      figure("training examples", Figures.count(start.train()));
    }
    html.close();
  }

  private void figure(String name, String value) {
    html.open("div").element("dt", name).element("dd", value).close();
  }

  private void notices(RunLog log) {
    if (log.notices().isEmpty()) {
      return;
    }
    html.element("h3", "What the coach noticed").open("ol", "class", "notices");
    for (RunLog.Notice notice : log.notices()) {
      html.open("li");
      if (notice.step() > 0) {
        html.element("span", "step " + Figures.count(notice.step()), "class", "step").text(" ");
      }
      html.text(notice.text());
      if (!notice.suggestion().isEmpty()) {
        html.element("p", notice.suggestion());
      }
      html.close();
    }
    html.close();
  }

  private void charts(Map<String, Chart> charts) {
    html.open("div", "class", "charts");
    charts.values().forEach(this::chart);
    html.close();
  }

  private void chart(Chart chart) {
    chart(html, chart.size(CHART_WIDTH, CHART_HEIGHT));
  }

  /// A chart, and its numbers for those who cannot see it or want them.
  static void chart(Html html, Chart chart) {
    html.open("figure").raw(chart.svg(Theme.PAGE)).open("details");
    boolean thinned = chart instanceof LineChart lines && lines.isTableThinned();
    html.element("summary", thinned ? "Numbers (a selection)" : "Numbers");
    html.table(chart.title(), chart.table()).close().close();
  }

  private void epochs(RunLog log) {
    if (log.epochs().isEmpty()) {
      return;
    }
    List<String> metrics =
        log.epochs().stream()
            .flatMap(epoch -> epoch.metrics().keySet().stream())
            .distinct()
            .toList();
    List<String> heading =
        new ArrayList<>(
            List.of("epoch", "training loss", "validation loss", "accuracy", "seconds"));
    heading.addAll(metrics);
    List<List<String>> rows = new ArrayList<>(List.of(heading));
    for (RunLog.Epoch epoch : log.epochs()) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  Integer.toString(epoch.epoch()),
                  Figures.measure(epoch.loss()),
                  Figures.measure(epoch.testLoss()),
                  Figures.percent(epoch.accuracy()),
                  Figures.measure(epoch.seconds())));
      metrics.forEach(
          name -> row.add(Figures.measure(epoch.metrics().getOrDefault(name, Double.NaN))));
      rows.add(row);
    }
    html.open("details").element("summary", "Every epoch").table("Epochs", rows).close();
  }
}
