package dev.descent.cli;

import dev.descent.nn.Activation;
import dev.descent.optim.Adam;
import dev.descent.optim.Sgd;
import dev.descent.optim.UpdateRule;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What `train` can be told.
final class TrainOptions {
  private static final int MOST = 1_000_000;
  private static final int MOST_THREADS = 256;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DATASET",
      description =
          "mnist, or digits, which this program draws itself. Default: mnist if it is here or can"
              + " be fetched, otherwise digits.")
  @Nullable DatasetName dataset;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the four MNIST files. Default: $DESCENT_DATA/mnist, then the cache.")
  @Nullable Path data;

  @Option(
      names = "--train-limit",
      paramLabel = "N",
      description = "Train on the first N images only, to try things out.")
  int trainLimit = Integer.MAX_VALUE;

  @Option(
      names = "--hidden",
      paramLabel = "N[,N...]",
      description = "Units of the hidden layers; 0 for none. Default: 512.")
  HiddenLayers hidden = HiddenLayers.parse("512");

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description =
          "What follows a hidden layer: relu, leaky-relu, gelu, silu, tanh, sigmoid, softplus or"
              + " identity. Default: relu.")
  Activation activation = Activation.RELU;

  @Option(
      names = {"-e", "--epochs"},
      paramLabel = "N",
      description = "Times to go through the training images. Default: ${DEFAULT-VALUE}.")
  int epochs = 10;

  @Option(
      names = {"-b", "--batch-size"},
      paramLabel = "N",
      description = "Images in a step. Default: ${DEFAULT-VALUE}.")
  int batchSize = 128;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "sgd or adam. Default: ${DEFAULT-VALUE}.")
  OptimizerName optimizer = OptimizerName.SGD;

  @Option(
      names = {"-l", "--lr", "--learning-rate"},
      paramLabel = "X",
      description = "Learning rate. Default: 0.5 with sgd, 0.001 with adam.")
  @Nullable Double learningRate;

  @Option(
      names = "--momentum",
      paramLabel = "X",
      description = "Momentum of sgd, at least 0 and below 1. Default: 0.")
  @Nullable Double momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      description = "Weight decay (L2). Default: 0.")
  double weightDecay = 0;

  @Option(
      names = {"-s", "--seed"},
      paramLabel = "N",
      description = "What all chance comes from: the same seed gives the same model. Default: 1.")
  long seed = 1;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads; they don't change the result. Default: one a processor.")
  @Nullable Integer threads;

  @Option(
      names = "--stop-at-accuracy",
      paramLabel = "X",
      description = "Stop once the test accuracy is at least X, such as 0.98.")
  @Nullable Double stopAtAccuracy;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "Folder for the model and what belongs to it. Default: runs/DATASET-1, -2, ...")
  @Nullable Path run;

  @Option(
      names = "--json",
      description = "Print one JSON object a line on standard output, and nothing else there.")
  boolean json;

  /// Checks every number before anything is done.
  void check() {
    within("--train-limit", trainLimit, Integer.MAX_VALUE);
    within("--epochs", epochs, MOST);
    within("--batch-size", batchSize, MOST);
    if (threads != null) {
      within("--threads", threads, MOST_THREADS);
    }
    double rate = learningRate();
    require(rate > 0 && rate < Double.POSITIVE_INFINITY, "--lr", "a number above 0", rate);
    require(
        weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY,
        "--weight-decay",
        "0 or a number above it",
        weightDecay);
    if (momentum != null) {
      require(momentum >= 0 && momentum < 1, "--momentum", "at least 0 and below 1", momentum);
      if (optimizer != OptimizerName.SGD) {
        throw wrong("--momentum is for sgd; " + optimizer + " has its own");
      }
    }
    if (stopAtAccuracy != null) {
      require(
          stopAtAccuracy > 0 && stopAtAccuracy <= 1,
          "--stop-at-accuracy",
          "above 0 and at most 1 (0.98 is 98 %)",
          stopAtAccuracy);
    }
    if (dataset == DatasetName.DIGITS && data != null) {
      throw wrong("--data is for mnist; digits are drawn by this program");
    }
  }

  double learningRate() {
    return learningRate != null ? learningRate : optimizer.learningRate;
  }

  UpdateRule rule() {
    return switch (optimizer) {
      case SGD ->
          new Sgd(learningRate())
              .momentum(momentum == null ? 0 : momentum)
              .weightDecay(weightDecay);
      case ADAM -> new Adam(learningRate()).weightDecay(weightDecay);
    };
  }

  /// The optimizer in words.
  String describeRule() {
    return optimizer
        + ", learning rate "
        + plain(learningRate())
        + (momentum == null ? "" : ", momentum " + plain(momentum))
        + (weightDecay == 0 ? "" : ", weight decay " + plain(weightDecay));
  }

  private static String plain(double number) {
    return number >= 1e-6 && number < 1e9
        ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
        : String.valueOf(number);
  }

  /// The optimizer for `run.json`.
  Map<String, Object> optimizerSpec() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", optimizer.label());
    fields.put("learningRate", learningRate());
    if (optimizer == OptimizerName.SGD) {
      fields.put("momentum", momentum == null ? 0.0 : momentum);
    }
    fields.put("weightDecay", weightDecay);
    return fields;
  }

  private void within(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw wrong(
          "%s must be a whole number from 1%s, not %d"
              .formatted(name, most == Integer.MAX_VALUE ? " up" : " to " + most, value));
    }
  }

  private void require(boolean holds, String name, String expected, double value) {
    if (!holds) {
      throw wrong("%s must be %s, not %s".formatted(name, expected, value));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
