package dev.descent.cli;

import dev.descent.cli.peers.BenchModule;
import dev.descent.cli.peers.Comparison;
import dev.descent.cli.peers.MarkedBlock;
import dev.descent.cli.peers.PeerRounds;
import dev.descent.cli.peers.Workload;
import dev.descent.exec.Engine;
import dev.descent.io.JsonLinesWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent bench peers`: how fast Descent is beside other systems, on the same work.
@Command(
    name = "peers",
    description = {
      "Time Descent beside PyTorch, DJL, and NumPy where python3 has it: the same work, each system in processes of"
          + " its own, taking turns.",
      "The peers are built first; their libraries, about 400 MB, are fetched the first time. Everything takes"
          + " about an hour. Leave the machine alone meanwhile. Where the losses of two systems differ by"
          + " more than 2 %%, they have not done the same work: then the command fails and writes nothing.",
      "What the workloads are: bench/README.md."
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  descent bench peers --write bench/README.md",
      "  descent bench peers --workloads mnist,infer-1 --rounds 3"
    })
final class BenchPeers implements Callable<Integer> {
  private static final double TOLERANCE = 0.02;
  private static final int MOST_ROUNDS = 1000;
  private static final int MOST_THREADS = 256;

  @ParentCommand Bench bench;
  @Spec CommandSpec spec;

  @Option(
      names = "--workloads",
      paramLabel = "LIST",
      description =
          "What to run, with commas between: mnist, adam, batch-8, batch-1, batch-1024, wide, infer-1,"
              + " infer-10k, playground. Default: all.")
  String workloads = String.join(",", Workload.labels());

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "How often each system does each workload. With few, chance alone can move a loss by"
              + " 2 %%. Default: 5.")
  int rounds = 5;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Epochs of a run that trains on MNIST, the first of which is not counted. Default: 10, for batch-1"
              + " and wide 4.")
  @Nullable Integer epochs;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of each system. Default: one a processor.")
  int threads = Engine.threads();

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "The folder of MNIST's four files. Default: where 'descent data path' says.")
  @Nullable Path data;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description =
          "Put the table between the lines <!-- peers --> and <!-- /peers --> of this file, in place of"
              + " what is there.")
  @Nullable Path file;

  @Option(
      names = "--json",
      description =
          "Print one JSON object a workload and system on standard output, and nothing else there.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    Checks checks = new Checks(spec.commandLine());
    checks.count("--rounds", rounds, MOST_ROUNDS);
    checks.whole("--epochs", epochs, 2, Checks.MOST);
    checks.count("--threads", threads, MOST_THREADS);
    checks.folder("--data", data);
    List<Workload> chosen = workloads(checks);
    Optional<MarkedBlock> block =
        Optional.ofNullable(file).map(page -> new MarkedBlock(page, "peers"));
    if (block.isPresent()) {
      block.get().check();
    }
    @Nullable Path images = mnist(chosen);
    PeerRounds peers =
        new PeerRounds(
            BenchModule.find(),
            images,
            rounds,
            epochs == null ? 0 : epochs,
            threads,
            bench.descent.terminal()::say);
    try {
      return report(peers.run(chosen), block);
    } catch (InterruptedException e) {
      bench.descent.terminal().say("interrupted; nothing is written");
      return Interrupts.EXIT_CODE;
    }
  }

  private List<Workload> workloads(Checks checks) {
    try {
      return Workload.parse(workloads);
    } catch (Workload.UnknownWorkloadException e) {
      throw checks.wrong(
          "--workloads: " + Nearest.unknown("workload", e.name(), Workload.labels()));
    }
  }

  private @Nullable Path mnist(List<Workload> chosen) {
    if (chosen.stream().noneMatch(Workload::needsMnist)) {
      return null;
    }
    return bench.mnist(data);
  }

  private int report(PeerRounds.Result result, Optional<MarkedBlock> block) throws IOException {
    String text = Comparison.table(result.comparisons()) + "\n" + conditions(result.remarks());
    if (json) {
      JsonLinesWriter out = JsonLinesWriter.to(bench.descent.terminal().output());
      for (Comparison comparison : result.comparisons()) {
        for (Map<String, @Nullable Object> object : comparison.objects()) {
          out.write(object);
        }
      }
    } else {
      bench.descent.terminal().out().print(text);
      bench.descent.terminal().out().flush();
    }
    List<String> disagreements =
        result.comparisons().stream()
            .flatMap(comparison -> comparison.disagreements(TOLERANCE).stream())
            .toList();
    disagreements.forEach(
        sentence -> bench.descent.terminal().say("not the same work: " + sentence));
    if (!disagreements.isEmpty()) {
      return 1;
    }
    if (block.isPresent()) {
      block.get().write(text);
    }
    return 0;
  }

  private String conditions(List<String> remarks) {
    return """
    %s, JDK %s. Threads: %d. Rounds: %d. The first epoch of a run, or series of calls or updates, is not
    timed. The loss is the mean of all epochs or series of a run, median of the rounds.%s
    """
        .formatted(
            Machine.describe(),
            Runtime.version(),
            threads,
            rounds,
            remarks.isEmpty() ? "" : " " + String.join(" ", remarks));
  }
}
