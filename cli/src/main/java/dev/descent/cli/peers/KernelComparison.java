package dev.descent.cli.peers;

import dev.descent.io.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The timings of one kernel beside its bound: its floating-point operations at the machine's peak,
/// or its bytes at the speed of copying, whichever takes longer.
///
/// @param systems names; the first is the one that the others are compared with
/// @param seconds of each system, a number a round
/// @param boundSeconds what the kernel takes at least
/// @param byFlops whether that is due to arithmetic
public record KernelComparison(
    KernelWork work,
    List<String> systems,
    List<List<Double>> seconds,
    double boundSeconds,
    boolean byFlops) {
  /// What a kernel has to do.
  ///
  /// @param name as the table shows it
  /// @param flops floating-point operations that count
  /// @param moved bytes that must be read and written at least
  public record KernelWork(String name, double flops, long moved) {}

  /// Makes comparisons, in the order in which the kernels come first.
  ///
  /// @param flopsPerSecond the machine's peak
  /// @param bytesPerSecond the speed of copying, for arrays of so many bytes
  /// @throws IllegalArgumentException if some system has not done a kernel in every round
  static List<KernelComparison> of(
      List<KernelTiming> timings, double flopsPerSecond, LongToDoubleFunction bytesPerSecond) {
    Map<String, List<KernelTiming>> byKernel = new LinkedHashMap<>();
    for (KernelTiming timing : timings) {
      byKernel.computeIfAbsent(timing.kernel(), _ -> new ArrayList<>()).add(timing);
    }
    List<KernelComparison> comparisons = new ArrayList<>();
    for (List<KernelTiming> ofKernel : byKernel.values()) {
      Map<String, List<Double>> bySystem = new LinkedHashMap<>();
      for (KernelTiming timing : ofKernel) {
        bySystem.computeIfAbsent(timing.system(), _ -> new ArrayList<>()).add(timing.seconds());
      }
      KernelTiming first = ofKernel.getFirst();
      double byFlops = first.flops() / flopsPerSecond;
      double byBytes = first.moved() / bytesPerSecond.applyAsDouble(first.touched());
      comparisons.add(
          new KernelComparison(
              new KernelWork(first.kernel(), first.flops(), first.moved()),
              List.copyOf(bySystem.keySet()),
              List.copyOf(bySystem.values()),
              Math.max(byFlops, byBytes),
              byFlops >= byBytes));
    }
    return comparisons;
  }

  /// Checks that every system has done the kernel in every round.
  public KernelComparison {
    for (List<Double> rounds : seconds) {
      if (rounds.isEmpty() || rounds.size() != seconds.getFirst().size()) {
        throw new IllegalArgumentException("a round of " + work.name + " without all systems");
      }
    }
  }

  /// A Markdown table, a kernel a line.
  ///
  /// @param others the systems that Descent is compared with
  public static String table(List<KernelComparison> comparisons, List<String> others) {
    StringBuilder table =
        new StringBuilder("| kernel | time (median, min–max) | rate | of the bound |");
    others.forEach(other -> table.append(" Descent ÷ ").append(other).append(" |"));
    table.append("\n| --- | --- | --- | --- |").append(" --- |".repeat(others.size())).append('\n');
    for (KernelComparison comparison : comparisons) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %.0f %% |",
              comparison.work.name,
              comparison.time(0).time(),
              comparison.rate(),
              100 * comparison.boundSeconds / comparison.time(0).median()));
      for (String other : others) {
        int system = comparison.systems.indexOf(other);
        table.append(system < 0 ? "  |" : " " + comparison.ratio(system).text() + " |");
      }
      table.append('\n');
    }
    return table.toString();
  }

  /// The same for programs: an object a system.
  public List<Map<String, @Nullable Object>> objects() {
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    for (int s = 0; s < systems.size(); s++) {
      Spread time = time(s);
      Spread ratio = ratio(s);
      objects.add(
          Json.object(
              "name",
              "kernels",
              "kernel",
              work.name,
              "system",
              systems.get(s),
              "seconds",
              time.median(),
              "secondsMin",
              time.minimum(),
              "secondsMax",
              time.maximum(),
              "flops",
              work.flops,
              "bytes",
              work.moved,
              "boundSeconds",
              boundSeconds,
              "boundBy",
              byFlops ? "flops" : "bytes",
              "share",
              boundSeconds / time.median(),
              "ratio",
              ratio.median(),
              "ratioMin",
              ratio.minimum(),
              "ratioMax",
              ratio.maximum()));
    }
    return objects;
  }

  private Spread time(int system) {
    return Spread.of(seconds.get(system).stream().mapToDouble(Double::doubleValue).toArray());
  }

  /// A ratio a round, so that what slows a machine for minutes weighs on both sides of it.
  private Spread ratio(int system) {
    List<Double> own = seconds.getFirst();
    List<Double> others = seconds.get(system);
    return Spread.of(
        IntStream.range(0, own.size()).mapToDouble(r -> own.get(r) / others.get(r)).toArray());
  }

  private String rate() {
    double rate = (byFlops ? work.flops : work.moved) / time(0).median() / 1e9;
    String number = String.format(Locale.ROOT, rate < 10 ? "%.2f" : "%.1f", rate);
    return number + (byFlops ? " GFLOP/s" : " GB/s");
  }
}
