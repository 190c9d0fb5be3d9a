package dev.descent.cli;

import dev.descent.nn.Activation;
import dev.descent.optim.Sgd;
import java.util.List;

/// The textbook's: plain gradient descent at learning rate 0.01 in batches of 128, for ten epochs.
final class ClassicRecipe {
  private ClassicRecipe() {}

  static Recipe recipe() {
    return new Recipe(List.of(512), Activation.RELU, new Sgd(0.01), 10, 128);
  }
}
