package dev.descent.train;

import dev.descent.nn.Mlp;
import dev.descent.nn.Module;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Sgd;
import dev.descent.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;

/// A run in which nothing happens, of a network with two inputs and two outputs.
final class NoRun implements TrainingRun {
  private final Mlp model = Mlp.of(1, 2, 3, 2);
  private final Optimizer optimizer = new Optimizer(model, new Sgd(0.1));

  @Override
  public Module model() {
    return model;
  }

  @Override
  public Optimizer optimizer() {
    return optimizer;
  }

  @Override
  public void requestStop(StopReason reason, String detail) {}

  @Override
  public void notice(String rule, String text, String suggestion) {}

  @Override
  public void afterEvent(Runnable action) {
    action.run();
  }

  @Override
  public void finalWeights(Map<String, Tensor> state) {}

  @Override
  public void withFinalWeights(Runnable action) {
    action.run();
  }

  @Override
  public void scaleLearningRate(double factor) {}

  @Override
  public void save(Path folder) {}
}
