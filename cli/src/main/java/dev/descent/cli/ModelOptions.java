package dev.descent.cli;

import dev.descent.nn.Activation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the network is like.
final class ModelOptions {
  @Option(
      names = "--hidden",
      paramLabel = "N[,N...]",
      description = "Units of the hidden layers; 0 for none. Default: 512 for digits.")
  @Nullable HiddenLayers hidden;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description =
          "What follows a hidden layer: relu, leaky-relu, gelu, silu, tanh, sigmoid, softplus or"
              + " identity. Default: relu.")
  @Nullable Activation activation;

  @Option(
      names = "--dropout",
      paramLabel = "X",
      description = "Probability with which a hidden unit is dropped in training. Default: 0.")
  @Nullable Double dropout;

  void check(Checks checks) {
    checks.within("--dropout", dropout, 0, 1, "at least 0 and below 1");
  }
}
