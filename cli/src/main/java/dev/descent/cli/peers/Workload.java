package dev.descent.cli.peers;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Work that all systems do in the same way. What its options mean stands in `PeerOptions` in
/// `bench/`.
public enum Workload {
  MNIST(10, Systems.ALL, Task.TRAIN, "784,512,10", "sgd", "0.5", 128, 60_000),
  ADAM(10, Systems.ALL, Task.TRAIN, "784,512,10", "adam", "0.001", 128, 60_000),
  BATCH_8(10, Systems.ALL, Task.TRAIN, "784,512,10", "sgd", "0.05", 8, 12_800),
  BATCH_1(4, Systems.ALL, Task.TRAIN, "784,512,10", "sgd", "0.01", 1, 6_400),
  BATCH_1024(10, Systems.ALL, Task.TRAIN, "784,512,10", "sgd", "0.5", 1024, 60_000),
  WIDE(4, Systems.ALL, Task.TRAIN, "784,2048,2048,10", "sgd", "0.1", 256, 12_800),
  INFER_1(4, Systems.JVM, Task.INFER, "784,512,10", "sgd", "0", 1, 1_000),
  INFER_10K(4, Systems.JVM, Task.INFER, "784,512,10", "sgd", "0", 10_000, 10_000),
  PLAYGROUND(4, Systems.JVM, Task.PLAYGROUND, "2,4,2,1", "sgd", "0.03", 10, 1_000);

  private enum Task {
    TRAIN,
    INFER,
    PLAYGROUND
  }

  private enum Systems {
    ALL,
    JVM
  }

  private final int series;
  private final Systems systems;
  private final Task task;
  private final List<String> options;

  Workload(
      int series,
      Systems systems,
      Task task,
      String layers,
      String optimizer,
      String rate,
      int batchSize,
      int examples) {
    this.series = series;
    this.systems = systems;
    this.task = task;
    this.options =
        List.of(
            "--task",
            task.name().toLowerCase(Locale.ROOT),
            "--layers",
            layers,
            "--optimizer",
            optimizer,
            "--lr",
            rate,
            "--batch-size",
            Integer.toString(batchSize),
            "--examples",
            Integer.toString(examples));
  }

  /// The name on the command line and in tables, such as `batch-8`.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// All names.
  public static List<String> labels() {
    return Arrays.stream(values()).map(Workload::label).toList();
  }

  /// The workloads of a list of names, each once, in the order of the table.
  ///
  /// @param names such as `mnist,batch-8`
  /// @throws UnknownWorkloadException if one is no workload's
  public static List<Workload> parse(String names) {
    Set<String> wanted = new LinkedHashSet<>();
    for (String name : names.split(",", -1)) {
      String label = name.strip().toLowerCase(Locale.ROOT);
      if (!labels().contains(label)) {
        throw new UnknownWorkloadException(label);
      }
      wanted.add(label);
    }
    return Arrays.stream(values()).filter(workload -> wanted.contains(workload.label())).toList();
  }

  /// Whether it needs MNIST's files.
  public boolean needsMnist() {
    return task != Task.PLAYGROUND;
  }

  /// Whether it is run in NumPy too, whose script only trains classifiers.
  boolean inNumPy() {
    return systems == Systems.ALL;
  }

  /// How many series a run has, the first of which is not counted.
  ///
  /// @param epochs how many epochs training shall have; 0 for the workload's own number
  int series(int epochs) {
    return epochs > 0 && task == Task.TRAIN ? epochs : series;
  }

  /// What a system is told of it on its command line.
  List<String> options() {
    return options;
  }

  /// There is no workload of that name.
  public static final class UnknownWorkloadException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String name;

    UnknownWorkloadException(String name) {
      super("no workload is called '" + name + "'");
      this.name = name;
    }

    /// The name.
    public String name() {
      return name;
    }
  }
}
