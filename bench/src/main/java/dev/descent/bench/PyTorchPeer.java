package dev.descent.bench;

import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randperm;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// MNIST's 784-hidden-10 network trained by PyTorch's C++ library through JavaCPP, as one who knows
/// it would write it: the images preloaded as one float tensor, batches by `index_select`,
/// PyTorch's own layers and optimizers, and every native object freed at the end of its step.
@Command(name = "pytorch-peer", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class PyTorchPeer implements Callable<Integer> {
  private static final int CLASSES = 10;

  /// What the command line can choose for `--optimizer`.
  enum Rule {
    SGD,
    ADAM
  }

  /// The library that PyTorch multiplies matrices with; JavaCPP loads either under the same name.
  enum Blas {
    MKL,
    OPENBLAS;

    /// Whether the class path has it: MKL exists for x86-64 only.
    boolean isPresent() {
      String name = name().toLowerCase(Locale.ROOT);
      return ClassLoader.getSystemResource("org/bytedeco/" + name + "/global") != null;
    }
  }

  @Option(names = "--data", description = "folder of MNIST's four files")
  private Path data = Path.of(".");

  @Option(names = "--epochs")
  private int epochs = 8;

  @Option(names = "--batch-size")
  private int batchSize = 128;

  @Option(names = "--hidden")
  private int hidden = 512;

  @Option(names = "--lr")
  private double learningRate = 0.5;

  @Option(names = "--threads")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--seed")
  private long seed = 1;

  @Option(names = "--optimizer", description = "${COMPLETION-CANDIDATES}")
  private Rule rule = Rule.SGD;

  @Option(names = "--blas", description = "${COMPLETION-CANDIDATES}")
  private Blas blas = Blas.OPENBLAS;

  @Option(
      names = "--json",
      description = "one JSON object an epoch, and nothing else, on standard output")
  private boolean json;

  private PyTorchPeer() {}

  /// Trains once and prints a line an epoch.
  ///
  /// @param args the options; `--help` lists them
  public static void main(String[] args) {
    System.exit(Commands.execute(new PyTorchPeer(), args));
  }

  @Override
  public Integer call() throws IOException {
    if (!blas.isPresent()) throw new IOException("--blas " + blas + ": not on the class path");
    System.setProperty("org.bytedeco.openblas.load", blas == Blas.MKL ? "mkl" : "");
    set_num_threads(threads);
    blas_set_num_threads(threads);
    manual_seed(seed);
    try (PointerScope _ = new PointerScope()) {
      Split train = Split.read(data, "train");
      Split test = Split.read(data, "t10k");
      Mlp model = new Mlp(new LinearImpl(IdxFiles.PIXELS, hidden), new LinearImpl(hidden, CLASSES));
      Optimizer optimizer = optimizer(model.parameters());
      for (int epoch = 1; epoch <= epochs; epoch++) {
        long start = System.nanoTime();
        double loss = trainEpoch(model, optimizer, train);
        double seconds = (System.nanoTime() - start) / 1e9;
        report(epoch, loss, accuracy(model, test), seconds);
      }
    }
    return 0;
  }

  private Optimizer optimizer(TensorVector parameters) {
    return switch (rule) {
      case SGD -> new SGD(parameters, new SGDOptions(learningRate));
      case ADAM -> new Adam(parameters, new AdamOptions(learningRate));
    };
  }

  /// One pass over the shuffled samples; returns the mean loss a sample.
  private double trainEpoch(Mlp model, Optimizer optimizer, Split train) {
    try (PointerScope _ = new PointerScope()) {
      double sum = 0;
      Tensor order = randperm(train.count());
      for (long begin = 0; begin < train.count(); begin += batchSize) {
        long size = Math.min(batchSize, train.count() - begin);
        try (PointerScope _ = new PointerScope()) {
          Tensor rows = order.narrow(0, begin, size);
          Tensor labels = train.labels().index_select(0, rows);
          Tensor loss =
              cross_entropy_loss(model.forward(train.images().index_select(0, rows)), labels);
          optimizer.zero_grad();
          loss.backward();
          optimizer.step();
          sum += loss.item_double() * size;
        }
      }
      return sum / train.count();
    }
  }

  private static double accuracy(Mlp model, Split test) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      Tensor predicted = model.forward(test.images()).argmax(new LongOptional(1), false);
      return (double) predicted.eq(test.labels()).sum().item_long() / test.count();
    }
  }

  private void report(int epoch, double loss, double accuracy, double seconds) {
    String format =
        json
            ? "{\"event\":\"epoch\",\"epoch\":%d,\"loss\":%.6f,\"accuracy\":%.4f,\"seconds\":%.4f}"
            : "Epoch %d: loss %.4f, accuracy %.4f, %.3f s";
    System.out.println(String.format(Locale.ROOT, format, epoch, loss, accuracy, seconds));
  }

  /// The network: one hidden layer with ReLU.
  private record Mlp(LinearImpl hidden, LinearImpl output) {
    Tensor forward(Tensor images) {
      return output.forward(relu(hidden.forward(images)));
    }

    TensorVector parameters() {
      return new TensorVector(hidden.weight(), hidden.bias(), output.weight(), output.bias());
    }
  }

  /// Images `[count, 784]` and labels `[count]` in PyTorch's memory.
  private record Split(Tensor images, Tensor labels, long count) {
    static Split read(Path directory, String name) throws IOException {
      long[] labels = IdxFiles.labels(directory, name);
      Tensor images =
          Tensor.create(IdxFiles.images(directory, name), labels.length, IdxFiles.PIXELS);
      return new Split(images, Tensor.create(labels), labels.length);
    }
  }
}
