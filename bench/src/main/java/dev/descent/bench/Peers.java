package dev.descent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Times Descent against PyTorch on MNIST's 784-512-10 network: each in processes of its own,
/// taking turns, so that whatever else the machine does weighs on all alike.
@Command(name = "peers", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class Peers implements Callable<Integer> {
  @Option(names = "--root", description = "Descent's folder, in which its launcher lies")
  private Path root = Path.of(".");

  @Option(names = "--data", description = "folder of MNIST's four files")
  private Path data = Path.of(System.getenv().getOrDefault("DESCENT_DATA", "data"), "mnist");

  @Option(names = "--rounds", description = "runs of each program")
  private int rounds = 5;

  @Option(names = "--epochs", description = "epochs a run, the first of which is not counted")
  private int epochs = 4;

  @Option(names = "--batch-size")
  private int batchSize = 128;

  @Option(names = "--hidden", description = "units of the hidden layer")
  private int hidden = 512;

  @Option(names = "--optimizer", description = "sgd or adam")
  private String optimizer = "sgd";

  @Option(names = "--lr", description = "learning rate")
  private double learningRate = 0.5;

  @Option(names = "--threads")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--tolerance", description = "largest relative difference of the final losses")
  private double tolerance = 0.02;

  @Option(names = "--write", description = "the Markdown file whose table is to be rewritten")
  private @Nullable Path report;

  private Peers() {}

  /// Runs the comparison and prints its table; progress goes to standard error.
  ///
  /// @param args the options; `--help` lists them
  public static void main(String[] args) {
    System.exit(Commands.execute(new Peers(), args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rounds < 1 || epochs < 2) {
      throw new IllegalArgumentException("--rounds must be at least 1 and --epochs at least 2");
    }
    if (!Files.isDirectory(data)) throw new IOException("--data " + data + ": no such folder");
    MarkedBlock block = report == null ? null : new MarkedBlock(report, "peers");
    if (block != null) block.check();

    Comparison comparison = compare();
    String text = comparison.table() + "\n" + conditions();
    System.out.print(text);
    List<String> disagreements = comparison.disagreements(tolerance);
    disagreements.forEach(sentence -> System.err.println("not comparable: " + sentence));
    if (!disagreements.isEmpty()) return 1;
    if (block != null) block.write(text);
    return 0;
  }

  private Comparison compare() throws IOException, InterruptedException {
    Path runs = Files.createTempDirectory("descent-bench");
    try {
      List<Contestant> contestants = contestants(runs);
      List<List<List<Epoch>>> results = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) results.add(runAll(contestants, round));
      return new Comparison(contestants.stream().map(Contestant::name).toList(), results);
    } finally {
      deleteTree(runs);
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) Files.delete(path);
  }

  /// One run of each, in order.
  private List<List<Epoch>> runAll(List<Contestant> contestants, int round)
      throws IOException, InterruptedException {
    List<List<Epoch>> runs = new ArrayList<>();
    for (Contestant contestant : contestants) {
      List<Epoch> run = contestant.run(round, epochs);
      System.err.printf(
          Locale.ROOT,
          "round %d/%d, %s: %.3f s an epoch, loss %.4f%n",
          round,
          rounds,
          contestant.name(),
          Comparison.median(run.stream().skip(1).mapToDouble(Epoch::seconds).toArray()),
          run.getLast().loss());
      runs.add(run);
    }
    return runs;
  }

  /// MKL shares one OpenMP runtime with PyTorch, which may then wait as it likes; OpenBLAS has
  /// threads of its own, with which OpenMP's busy waiting would fight for the cores.
  private List<Contestant> contestants(Path runs) {
    List<Contestant> contestants = new ArrayList<>();
    contestants.add(
        new Contestant("Descent", seed -> descent(seed, runs.resolve("seed-" + seed)), Map.of()));
    if (PyTorchPeer.Blas.MKL.isPresent()) {
      Map<String, String> environment = Map.of("MKL_THREADING_LAYER", "GNU");
      contestants.add(
          new Contestant("PyTorch 2.10, MKL", seed -> pyTorch(seed, "mkl"), environment));
    }
    Map<String, String> environment = Map.of("OMP_WAIT_POLICY", "PASSIVE");
    contestants.add(
        new Contestant("PyTorch 2.10, OpenBLAS", seed -> pyTorch(seed, "openblas"), environment));
    return contestants;
  }

  private List<String> descent(long seed, Path run) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of(root.resolve("descent").toAbsolutePath().toString(), "train", "mnist"));
    words.addAll(List.of("--run", run.toString()));
    words.addAll(settings(seed));
    return words;
  }

  private List<String> pyTorch(long seed, String blas) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    words.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            PyTorchPeer.class.getName(),
            "--blas",
            blas));
    words.addAll(settings(seed));
    return words;
  }

  private List<String> settings(long seed) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("--data", data.toAbsolutePath());
    options.put("--epochs", epochs);
    options.put("--batch-size", batchSize);
    options.put("--hidden", hidden);
    options.put("--optimizer", optimizer);
    options.put("--lr", learningRate);
    options.put("--threads", threads);
    options.put("--seed", seed);
    List<String> words = new ArrayList<>();
    options.forEach((name, value) -> words.addAll(List.of(name, value.toString())));
    words.add("--json");
    return words;
  }

  private String conditions() throws IOException {
    return String.format(
        Locale.ROOT,
        """
        %s. 784-%d-10 network, batch %d, %s at learning rate %s, threads: %d.
        Rounds: %d, in each of which every system in turn trained %d epochs in a process of its own. The first epoch of a run is not
        counted. Loss and accuracy are those after the last, medians of the rounds.
        """,
        Machine.current(),
        hidden,
        batchSize,
        optimizer.toUpperCase(Locale.ROOT),
        learningRate,
        threads,
        rounds,
        epochs);
  }
}
