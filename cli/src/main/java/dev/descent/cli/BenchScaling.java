package dev.descent.cli;

import dev.descent.cli.scaling.Axis;
import dev.descent.cli.scaling.Point;
import dev.descent.cli.scaling.Scaling;
import dev.descent.cli.scaling.ScalingText;
import dev.descent.exec.Engine;
import dev.descent.exec.MachineLimits;
import dev.descent.io.AtomicFiles;
import dev.descent.io.JsonLinesWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent bench scaling`: how the time of an epoch grows, beside what bounds it and a model of
/// its cost.
@Command(
    name = "scaling",
    description = {
      "Measure how an epoch grows with the width, depth and batch size of an MLP on pictures of 784 bytes, and with"
          + " threads, beside what bounds it (see roofline) and a model of its cost that is fitted to all.",
      "Takes about two minutes; leave the machine alone meanwhile. The measurements can be written to a file, and"
          + " shown from it as a table or a picture."
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  descent bench scaling --write scaling.jsonl",
      "  descent bench scaling --read scaling.jsonl --along width --plot width.svg"
    })
final class BenchScaling implements Callable<Integer> {
  @ParentCommand Bench bench;
  @Spec CommandSpec spec;

  @Option(
      names = "--along",
      paramLabel = "AXIS",
      description = "What to measure or show: width, depth, batch or threads. Default: all.")
  @Nullable String along;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long each network trains. Default: 3.")
  double seconds = 3;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "Write the measurements, a JSON object a line.")
  @Nullable Path write;

  @Option(
      names = "--read",
      paramLabel = "FILE",
      description = "Measure nothing; show what is in a file that --write has made.")
  @Nullable Path read;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Draw what lies along the axis, as SVG or PNG.")
  @Nullable Path plot;

  @Option(
      names = "--json",
      description =
          "Print one JSON object a measurement on standard output, and nothing else there.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    Checks checks = new Checks(spec.commandLine());
    checks.within("--seconds", seconds, 0.01, 600, "from 0.01 to 600");
    PlotFile picture = PlotFile.checked(plot, checks);
    List<Axis> axes = axes(checks);
    if (plot != null && axes.size() > 1) {
      throw checks.wrong("--plot draws one axis: say which with --along");
    }
    if (read != null && write != null) {
      throw checks.wrong("--read measures nothing that --write could write: leave one out");
    }
    List<Point> points = read == null ? measured(axes, checks) : Scaling.read(read);
    List<Axis> shown =
        axes.stream().filter(axis -> points.stream().anyMatch(p -> p.axis() == axis)).toList();
    if (shown.isEmpty()) {
      throw new IOException(
          "%s has nothing along %s: measure it first"
              .formatted(read, along == null ? "any axis" : along));
    }
    for (Axis axis : shown) {
      show(axis, points, picture);
    }
    return 0;
  }

  private List<Axis> axes(Checks checks) {
    String name = along;
    if (name == null) {
      return List.of(Axis.values());
    }
    List<String> labels = Arrays.stream(Axis.values()).map(Axis::label).toList();
    if (!labels.contains(name)) {
      throw checks.wrong("--along: " + Nearest.unknown("axis", name, labels));
    }
    return Arrays.stream(Axis.values()).filter(axis -> axis.label().equals(name)).toList();
  }

  private List<Point> measured(List<Axis> axes, Checks checks) throws IOException {
    Path folder = write == null ? null : write.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw checks.wrong("--write: there is no folder " + folder + ": make it, or name another");
    }
    try {
      double _ = new MachineLimits(1).flopsPerSecond();
    } catch (IllegalStateException e) {
      throw new IOException("the peak cannot be measured here: " + e.getMessage(), e);
    }
    int before = Engine.threads();
    List<Point> points;
    try {
      points = Scaling.measure(axes, seconds, this::measured);
    } finally {
      Engine.threads(before);
    }
    if (write != null) {
      AtomicFiles.write(
          write,
          file -> {
            JsonLinesWriter lines = JsonLinesWriter.to(file);
            for (Point point : points) {
              lines.write(point.toMap());
            }
          });
    }
    return points;
  }

  private void measured(Point point) {
    if (!json) {
      bench.descent.terminal().say(point.axis().label() + " " + point.place());
    }
  }

  private void show(Axis axis, List<Point> points, PlotFile picture) throws IOException {
    ScalingText text = ScalingText.of(axis, points);
    if (json) {
      JsonLinesWriter out = JsonLinesWriter.to(bench.descent.terminal().output());
      for (Point point : text.points()) {
        out.write(point.toMap());
      }
    } else {
      bench.descent.terminal().out().println(text.table());
      bench.descent.terminal().out().flush();
    }
    picture.write(text.chart());
  }
}
