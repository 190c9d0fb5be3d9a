package dev.descent.cli.peers;

import dev.descent.io.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Timings of several systems on one workload, taken in turns: `rounds.get(r).get(s)` are the
/// series of system `s` in round `r`, the first of them a warm-up that is not counted.
///
/// @param workload its name
/// @param systems names; the first is the one the others are compared with
/// @param rounds at least one, each with as many runs as there are systems
public record Comparison(String workload, List<String> systems, List<List<List<Series>>> rounds) {
  public Comparison {
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("no rounds");
    }
    for (List<List<Series>> round : rounds) {
      if (round.size() != systems.size()) {
        throw new IllegalArgumentException("a round without a run of each system");
      }
      for (List<Series> run : round) {
        if (run.size() < 2) {
          throw new IllegalArgumentException("a run needs a series after its warm-up");
        }
      }
    }
  }

  /// A Markdown table of several workloads, a system a line.
  public static String table(List<Comparison> comparisons) {
    StringBuilder table =
        new StringBuilder(
            """
            | workload | system | time (median, min–max) | Descent ÷ this (median, min to max) | loss |
            | --- | --- | --- | --- | --- |
            """);
    for (Comparison comparison : comparisons) {
      for (int s = 0; s < comparison.systems.size(); s++) {
        table.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %.4f |\n",
                comparison.workload,
                comparison.systems.get(s),
                comparison.seconds(s).time(),
                s == 0 ? "" : comparison.ratio(s).text(),
                comparison.loss(s)));
      }
    }
    return table.toString();
  }

  /// The same for programs: an object a system.
  public List<Map<String, @Nullable Object>> objects() {
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    for (int s = 0; s < systems.size(); s++) {
      Spread seconds = seconds(s);
      Spread ratio = ratio(s);
      objects.add(
          Json.object(
              "name", "peers",
              "workload", workload,
              "system", systems.get(s),
              "seconds", seconds.median(),
              "secondsMin", seconds.minimum(),
              "secondsMax", seconds.maximum(),
              "ratio", ratio.median(),
              "ratioMin", ratio.minimum(),
              "ratioMax", ratio.maximum(),
              "loss", Double.isFinite(loss(s)) ? loss(s) : null));
    }
    return objects;
  }

  /// Systems whose loss, mean of a run and median of the rounds, is further from the first system's
  /// than `tolerance` times that: they did not do the same work. One sentence each.
  public List<String> disagreements(double tolerance) {
    List<String> found = new ArrayList<>();
    double expected = loss(0);
    for (int s = 1; s < systems.size(); s++) {
      if (!(Math.abs(loss(s) - expected) <= tolerance * Math.abs(expected))) {
        found.add(
            String.format(
                Locale.ROOT,
                "%s: %s has loss %.5f, %s %.5f",
                workload,
                systems.get(s),
                loss(s),
                systems.getFirst(),
                expected));
      }
    }
    return found;
  }

  /// All counted series of a system.
  private Spread seconds(int system) {
    return Spread.of(
        rounds.stream()
            .flatMapToDouble(round -> Arrays.stream(counted(round.get(system))))
            .toArray());
  }

  /// A ratio a round, so that what slows a machine for minutes weighs on both sides of it.
  private Spread ratio(int system) {
    return Spread.of(
        rounds.stream()
            .mapToDouble(round -> median(round.getFirst()) / median(round.get(system)))
            .toArray());
  }

  private double loss(int system) {
    return Spread.of(rounds.stream().mapToDouble(round -> loss(round.get(system))).toArray())
        .median();
  }

  /// The mean over all series of a run, warm-up included: the last one alone depends several times
  /// as much on the order of the examples.
  static double loss(List<Series> run) {
    return run.stream().mapToDouble(Series::loss).average().orElse(Double.NaN);
  }

  /// The median of a run's counted series.
  static double median(List<Series> run) {
    return Spread.of(counted(run)).median();
  }

  private static double[] counted(List<Series> run) {
    return run.stream().skip(1).mapToDouble(Series::seconds).toArray();
  }
}
