package dev.descent.bench;

import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.mse_loss;
import static org.bytedeco.pytorch.global.torch.randperm;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// PyTorch's part in a comparison: its C++ library through JavaCPP, as one who knows it would write
/// it: the images preloaded as one float tensor, batches by `index_select`, PyTorch's own layers
/// and optimizers, and every native object freed at the end of its step.
@Command(name = "pytorch-peer", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class PyTorchPeer implements Callable<Integer> {
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

  @Mixin private PeerOptions options = new PeerOptions();

  @Option(names = "--blas", description = "${COMPLETION-CANDIDATES}")
  private Blas blas = Blas.OPENBLAS;

  private PyTorchPeer() {}

  /// Does the work and prints a line a series.
  ///
  /// @param args the options; `--help` lists them
  public static void main(String[] args) {
    System.exit(Commands.execute(new PyTorchPeer(), args));
  }

  @Override
  public Integer call() throws IOException {
    if (!blas.isPresent()) throw new IOException("--blas " + blas + ": not on the class path");
    System.setProperty("org.bytedeco.openblas.load", blas == Blas.MKL ? "mkl" : "");
    set_num_threads(options.threads);
    blas_set_num_threads(options.threads);
    manual_seed(options.seed);
    try (PointerScope _ = new PointerScope()) {
      PyTorchMlp model = PyTorchMlp.of(options);
      switch (options.task) {
        case TRAIN -> train(model);
        case INFER -> infer(model);
        case PLAYGROUND -> play(model);
      }
    }
    return 0;
  }

  private void train(PyTorchMlp model) throws IOException {
    Examples train =
        new Examples(
            Tensor.create(
                Arrays.copyOf(
                    IdxFiles.images(options.data, "train"), options.examples * IdxFiles.PIXELS),
                options.examples,
                IdxFiles.PIXELS),
            Tensor.create(Arrays.copyOf(IdxFiles.labels(options.data, "train"), options.examples)));
    Optimizer optimizer = optimizer(model.parameters());
    for (int epoch = 0; epoch < options.series; epoch++) {
      long start = System.nanoTime();
      double loss;
      try (PointerScope _ = new PointerScope()) {
        loss = epoch(model, optimizer, train, randperm(options.examples));
      }
      PeerOptions.report((System.nanoTime() - start) / 1e9, loss);
    }
  }

  /// One pass over the shuffled samples; returns the mean loss a sample.
  private double epoch(PyTorchMlp model, Optimizer optimizer, Examples train, Tensor order) {
    double sum = 0;
    for (long begin = 0; begin < options.examples; begin += options.batchSize) {
      long size = Math.min(options.batchSize, options.examples - begin);
      try (PointerScope _ = new PointerScope()) {
        Tensor rows = order.narrow(0, begin, size);
        Tensor labels = train.labels.index_select(0, rows);
        Tensor outputs = model.forward(train.inputs.index_select(0, rows));
        sum += step(optimizer, cross_entropy_loss(outputs, labels)) * size;
      }
    }
    return sum / options.examples;
  }

  private static double step(Optimizer optimizer, Tensor loss) {
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    return loss.item_double();
  }

  private void play(PyTorchMlp model) {
    float[] points = FirstNumbers.points(options.seed, options.examples);
    Examples train =
        new Examples(
            Tensor.create(points, options.examples, 2),
            Tensor.create(FirstNumbers.targets(points), options.examples, 1));
    PyTorchMlp thrownAway = PyTorchMlp.of(options);
    Optimizer itsOptimizer = optimizer(thrownAway.parameters());
    PeerOptions.warmUp(() -> pass(thrownAway, itsOptimizer, train));
    Optimizer optimizer = optimizer(model.parameters());
    int updates = options.examples / options.batchSize * DescentPeer.PLAYGROUND_PASSES;
    for (int series = 0; series < options.series; series++) {
      double loss = 0;
      long start = System.nanoTime();
      for (int pass = 0; pass < DescentPeer.PLAYGROUND_PASSES; pass++) {
        loss = pass(model, optimizer, train);
      }
      PeerOptions.report((System.nanoTime() - start) / 1e9 / updates, loss);
    }
  }

  /// One pass over the points in their order: batches are views, nothing is copied.
  private double pass(PyTorchMlp model, Optimizer optimizer, Examples train) {
    double sum = 0;
    for (long begin = 0; begin < options.examples; begin += options.batchSize) {
      try (PointerScope _ = new PointerScope()) {
        Tensor outputs = model.forward(train.inputs.narrow(0, begin, options.batchSize));
        Tensor targets = train.labels.narrow(0, begin, options.batchSize);
        sum += step(optimizer, mse_loss(outputs, targets)) * options.batchSize;
      }
    }
    return sum / options.examples;
  }

  private void infer(PyTorchMlp model) throws IOException {
    try (NoGradGuard _ = new NoGradGuard()) {
      new Inference(options)
          .run(
              new Inference.Network<Tensor>() {
                @Override
                public Tensor prepare(float[] images, int count) {
                  return Tensor.create(images, count, IdxFiles.PIXELS);
                }

                @Override
                public float[] logits(Tensor prepared) {
                  try (PointerScope _ = new PointerScope()) {
                    Tensor outputs = model.forward(prepared);
                    float[] logits = new float[(int) outputs.numel()];
                    new FloatPointer(outputs.data_ptr_float()).get(logits);
                    return logits;
                  }
                }

                @Override
                public float[] logits(float[] image) {
                  try (PointerScope _ = new PointerScope()) {
                    return logits(prepare(image, 1));
                  }
                }
              });
    }
  }

  private Optimizer optimizer(TensorVector parameters) {
    return switch (options.rule) {
      case SGD -> new SGD(parameters, new SGDOptions(options.learningRate));
      case ADAM -> new Adam(parameters, new AdamOptions(options.learningRate));
    };
  }

  /// What is learned from, in PyTorch's memory: a row of `inputs` for each of `labels`.
  private record Examples(Tensor inputs, Tensor labels) {}
}
