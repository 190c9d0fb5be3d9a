package dev.descent.bench;

import dev.descent.data.LabelledImages;
import dev.descent.data.Mnist;
import dev.descent.data.TensorDataset;
import dev.descent.exec.Engine;
import dev.descent.nn.Activation;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.nn.Parameter;
import dev.descent.optim.Adam;
import dev.descent.optim.Sgd;
import dev.descent.optim.UpdateRule;
import dev.descent.tensor.Tensor;
import dev.descent.train.TrainEvent;
import dev.descent.train.Trainer;
import dev.descent.train.TrainingSession;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Descent's part in a comparison: the library as a program uses it, `Trainer` with compiled steps,
/// timed by the trainer's own events.
@Command(name = "descent-peer", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class DescentPeer implements Callable<Integer> {
  /// So many passes over the playground's points make a series.
  static final int PLAYGROUND_PASSES = 100;

  @Mixin private PeerOptions options = new PeerOptions();

  private DescentPeer() {}

  /// Does the work and prints a line a series.
  ///
  /// @param args the options; `--help` lists them
  public static void main(String[] args) {
    System.exit(Commands.execute(new DescentPeer(), args));
  }

  @Override
  public Integer call() throws IOException {
    Engine.threads(options.threads);
    switch (options.task) {
      case TRAIN -> train();
      case INFER -> infer();
      case PLAYGROUND -> play();
    }
    return 0;
  }

  private void train() {
    LabelledImages images = Mnist.load(options.data).train().slice(0, options.examples);
    Trainer.of(model(Activation.RELU), Losses::crossEntropy, rule())
        .batchSize(options.batchSize)
        .epochs(options.series)
        .seed(options.seed)
        .compile(true)
        .listen(event -> {
          if (event instanceof TrainEvent.EpochEnded(var epoch)) {
            PeerOptions.report(epoch.seconds(), epoch.loss());
          }
        })
        .fit(TensorDataset.of(images));
  }

  private void play() {
    float[] points = FirstNumbers.points(options.seed, options.examples);
    TensorDataset data =
        TensorDataset.of(
            Tensor.of(points, options.examples, 2),
            Tensor.of(FirstNumbers.targets(points), options.examples, 1));
    double[] seconds = {0};
    int updates = options.examples / options.batchSize * PLAYGROUND_PASSES;
    TrainingSession thrownAway = player(Integer.MAX_VALUE).session(data);
    PeerOptions.warmUp(thrownAway::step);
    player(options.series * PLAYGROUND_PASSES)
        .listen(event -> {
          if (event instanceof TrainEvent.EpochEnded(var epoch)) {
            seconds[0] += epoch.seconds();
            if (epoch.epoch() % PLAYGROUND_PASSES == 0) {
              PeerOptions.report(seconds[0] / updates, epoch.loss());
              seconds[0] = 0;
            }
          }
        })
        .fit(data);
  }

  private Trainer player(int epochs) {
    return Trainer.of(model(Activation.TANH), Losses::mse, rule())
        .batchSize(options.batchSize)
        .epochs(epochs)
        .shuffle(false)
        .compile(true);
  }

  private void infer() throws IOException {
    Mlp model = model(Activation.RELU);
    model.eval();
    new Inference(options)
        .run(
            new Inference.Network<Tensor>() {
              @Override
              public Tensor prepare(float[] images, int count) {
                return Tensor.wrap(images, count, IdxFiles.PIXELS);
              }

              @Override
              public float[] logits(Tensor prepared) {
                return model.apply(prepared).toFloatArray();
              }

              @Override
              public float[] logits(float[] image) {
                return logits(prepare(image, 1));
              }
            });
  }

  private UpdateRule rule() {
    return switch (options.rule) {
      case SGD -> new Sgd(options.learningRate);
      case ADAM -> new Adam(options.learningRate);
    };
  }

  private Mlp model(Activation activation) {
    Mlp model = Mlp.of(options.seed, activation, options.layers);
    Map<String, Tensor> values = new LinkedHashMap<>();
    int number = 0;
    for (Map.Entry<String, Parameter> parameter : model.parameters().entrySet()) {
      int[] shape = parameter.getValue().shape().toArray();
      int in = options.layers[number / 2];
      int count = parameter.getValue().shape().count();
      values.put(
          parameter.getKey(),
          Tensor.of(FirstNumbers.parameter(options.seed, number++, count, in), shape));
    }
    model.load(values);
    return model;
  }
}
