package dev.descent.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// DJL's part in a comparison, with its PyTorch engine: the images preloaded as one float array,
/// batches by index, DJL's own blocks, losses, optimizers and trainer, in the steps that its
/// `EasyTrain` takes, and the arrays of each step freed with their manager.
@Command(name = "djl-peer", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class DjlPeer implements Callable<Integer> {
  @Mixin private PeerOptions options = new PeerOptions();

  private DjlPeer() {}

  /// Does the work and prints a line a series.
  ///
  /// @param args the options; `--help` lists them
  public static void main(String[] args) {
    System.exit(Commands.execute(new DjlPeer(), args));
  }

  @Override
  public Integer call() throws IOException {
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(options.threads));
    Engine.getEngine("PyTorch").setRandomSeed((int) options.seed);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      switch (options.task) {
        case TRAIN -> train(manager);
        case INFER -> infer(manager);
        case PLAYGROUND -> play(manager);
      }
    }
    return 0;
  }

  private void train(NDManager manager) throws IOException {
    float[] images = IdxFiles.images(options.data, "train");
    long[] labels = IdxFiles.labels(options.data, "train");
    Examples train =
        new Examples(
            manager.create(
                Arrays.copyOf(images, options.examples * IdxFiles.PIXELS),
                new Shape(options.examples, IdxFiles.PIXELS)),
            manager.create(Arrays.copyOf(labels, options.examples)));
    try (DjlMlp model = DjlMlp.of(options);
        Trainer trainer = model.trainer(Loss.softmaxCrossEntropyLoss(), optimizer())) {
      for (int epoch = 0; epoch < options.series; epoch++) {
        long start = System.nanoTime();
        double loss = epoch(manager, trainer, train);
        PeerOptions.report((System.nanoTime() - start) / 1e9, loss);
      }
    }
  }

  /// One pass over the shuffled samples; returns the mean loss a sample.
  private double epoch(NDManager manager, Trainer trainer, Examples train) {
    double sum = 0;
    try (NDManager ofEpoch = manager.newSubManager()) {
      NDArray order = ofEpoch.randomPermutation(options.examples);
      for (long begin = 0; begin < options.examples; begin += options.batchSize) {
        long end = Math.min(begin + options.batchSize, options.examples);
        try (NDManager ofStep = manager.newSubManager()) {
          NDIndex rows =
              new NDIndex("{}", order.get(ofStep, new NDIndex().addSliceDim(begin, end)));
          NDArray inputs = train.inputs.get(ofStep, rows);
          NDArray labels = train.labels.get(ofStep, rows);
          sum += step(trainer, inputs, labels) * (end - begin);
        }
      }
    }
    return sum / options.examples;
  }

  private static double step(Trainer trainer, NDArray inputs, NDArray targets) {
    NDArray loss;
    try (GradientCollector collector = trainer.newGradientCollector()) {
      NDList outputs = trainer.forward(new NDList(inputs));
      loss = trainer.getLoss().evaluate(new NDList(targets), outputs);
      collector.backward(loss);
    }
    trainer.step();
    return loss.getFloat();
  }

  private void play(NDManager manager) {
    float[] points = FirstNumbers.points(options.seed, options.examples);
    Examples train =
        new Examples(
            manager.create(points, new Shape(options.examples, 2)),
            manager.create(FirstNumbers.targets(points), new Shape(options.examples, 1)));
    try (DjlMlp thrownAway = DjlMlp.of(options);
        Trainer trainer = thrownAway.trainer(meanSquaredError(), optimizer())) {
      PeerOptions.warmUp(() -> pass(manager, trainer, train));
    }
    int updates = options.examples / options.batchSize * DescentPeer.PLAYGROUND_PASSES;
    try (DjlMlp model = DjlMlp.of(options);
        Trainer trainer = model.trainer(meanSquaredError(), optimizer())) {
      for (int series = 0; series < options.series; series++) {
        double loss = 0;
        long start = System.nanoTime();
        for (int pass = 0; pass < DescentPeer.PLAYGROUND_PASSES; pass++) {
          loss = pass(manager, trainer, train);
        }
        PeerOptions.report((System.nanoTime() - start) / 1e9 / updates, loss);
      }
    }
  }

  /// One pass over the points in their order: batches are views, nothing is copied.
  private double pass(NDManager manager, Trainer trainer, Examples train) {
    double sum = 0;
    for (long begin = 0; begin < options.examples; begin += options.batchSize) {
      try (NDManager ofStep = manager.newSubManager()) {
        NDIndex rows = new NDIndex().addSliceDim(begin, begin + options.batchSize);
        NDArray inputs = train.inputs.get(ofStep, rows);
        NDArray targets = train.labels.get(ofStep, rows);
        sum += step(trainer, inputs, targets) * options.batchSize;
      }
    }
    return sum / options.examples;
  }

  /// The network's blocks are called without DJL's `Predictor`, whose translation of inputs and
  /// outputs is not part of the work.
  private void infer(NDManager manager) throws IOException {
    try (DjlMlp model = DjlMlp.of(options)) {
      ParameterStore parameters = new ParameterStore(manager, false);
      new Inference(options)
          .run(
              new Inference.Network<NDArray>() {
                @Override
                public NDArray prepare(float[] images, int count) {
                  return prepare(manager, images, count);
                }

                private NDArray prepare(NDManager owner, float[] images, int count) {
                  return owner.create(images, new Shape(count, IdxFiles.PIXELS));
                }

                @Override
                public float[] logits(NDArray prepared) {
                  try (NDList outputs =
                      model.network().forward(parameters, new NDList(prepared), false)) {
                    return outputs.singletonOrThrow().toFloatArray();
                  }
                }

                @Override
                public float[] logits(float[] image) {
                  try (NDManager ofCall = manager.newSubManager()) {
                    return logits(prepare(ofCall, image, 1));
                  }
                }
              });
    }
  }

  /// DJL halves squared errors unless told otherwise.
  private static Loss meanSquaredError() {
    return Loss.l2Loss("mean squared error", 1);
  }

  private Optimizer optimizer() {
    Tracker rate = Tracker.fixed((float) options.learningRate);
    return switch (options.rule) {
      case SGD -> Optimizer.sgd().setLearningRateTracker(rate).build();
      case ADAM -> Optimizer.adam().optLearningRateTracker(rate).build();
    };
  }

  /// What is learned from, in PyTorch's memory: a row of `inputs` for each of `labels`.
  private record Examples(NDArray inputs, NDArray labels) {}
}
