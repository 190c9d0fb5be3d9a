package dev.descent.cli.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs Descent and its peers in turns.
///
/// @param module the programs
/// @param data the folder of MNIST's four files; null if no workload needs it
/// @param rounds how often each system does each workload
/// @param epochs of a run where something is trained on MNIST, the first of which is not counted; 0
///   for the workload's own number
/// @param threads of each system
/// @param progress hears a line a run
public record PeerRounds(
    BenchModule module,
    @Nullable Path data,
    int rounds,
    int epochs,
    int threads,
    Consumer<String> progress) {

  /// What was measured.
  ///
  /// @param comparisons one a workload
  /// @param remarks a sentence for each system that is missing
  public record Result(List<Comparison> comparisons, List<String> remarks) {}

  /// Builds the programs and runs them, round by round, each round workload by workload and system
  /// by system, so that a slow minute of the machine weighs on all.
  ///
  /// @throws IOException if the programs cannot be built or one of them fails
  /// @throws InterruptedException if this program is being ended
  public Result run(List<Workload> workloads) throws IOException, InterruptedException {
    String path = System.getenv().getOrDefault("PATH", "");
    try (Children children = new Children()) {
      progress.accept("building the peers; the first time fetches about 400 MB");
      String classPath = module.build(children, path);
      Entrants entrants = Entrants.find(module, classPath, path, threads, children);
      entrants.remarks().forEach(progress);
      List<List<List<List<Series>>>> results = new ArrayList<>();
      workloads.forEach(_ -> results.add(new ArrayList<>()));
      for (int round = 1; round <= rounds; round++) {
        for (int w = 0; w < workloads.size(); w++) {
          results.get(w).add(runAll(children, entrants, workloads.get(w), round));
        }
      }
      List<Comparison> comparisons = new ArrayList<>();
      for (int w = 0; w < workloads.size(); w++) {
        Workload workload = workloads.get(w);
        List<String> names =
            contestants(entrants, workload).stream().map(Contestant::name).toList();
        comparisons.add(new Comparison(workload.label(), names, results.get(w)));
      }
      return new Result(comparisons, entrants.remarks());
    }
  }

  private static List<Contestant> contestants(Entrants entrants, Workload workload) {
    return entrants.contestants().stream()
        .filter(contestant -> contestant.does().test(workload))
        .toList();
  }

  private List<List<Series>> runAll(
      Children children, Entrants entrants, Workload workload, int round)
      throws IOException, InterruptedException {
    List<List<Series>> runs = new ArrayList<>();
    for (Contestant contestant : contestants(entrants, workload)) {
      List<Series> run =
          contestant.run(children, options(workload, round), workload.series(epochs));
      double seconds = Comparison.median(run);
      progress.accept(
          String.format(
              Locale.ROOT,
              "round %d/%d, %s, %s: %s, loss %.4f",
              round,
              rounds,
              workload.label(),
              contestant.name(),
              Spread.of(seconds).medianTime(),
              Comparison.loss(run)));
      runs.add(run);
    }
    return runs;
  }

  private List<String> options(Workload workload, int seed) {
    List<String> options = new ArrayList<>(workload.options());
    options.addAll(
        List.of(
            "--series",
            Integer.toString(workload.series(epochs)),
            "--threads",
            Integer.toString(threads),
            "--seed",
            Integer.toString(seed)));
    if (data != null) {
      options.addAll(List.of("--data", data.toAbsolutePath().toString()));
    }
    return options;
  }
}
