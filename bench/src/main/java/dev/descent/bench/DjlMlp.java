package dev.descent.bench;

import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import java.util.List;

/// DJL's linear blocks with an activation between each two.
///
/// @param inputs how many numbers an example has
record DjlMlp(Model model, int inputs) implements AutoCloseable {
  /// A network that begins with the weights that all systems begin with.
  static DjlMlp of(PeerOptions options) {
    boolean withTanh = options.task == PeerOptions.Task.PLAYGROUND;
    SequentialBlock network = new SequentialBlock();
    for (int i = 1; i < options.layers.length; i++) {
      if (i > 1) network.add(withTanh ? Activation.tanhBlock() : Activation.reluBlock());
      network.add(Linear.builder().setUnits(options.layers[i]).build());
    }
    Model model = Model.newInstance("mlp", "PyTorch");
    model.setBlock(network);
    network.initialize(
        model.getNDManager(), DataType.FLOAT32, new Shape(options.batchSize, options.layers[0]));
    List<Parameter> parameters = network.getParameters().values();
    for (int i = 0; i < parameters.size(); i++) {
      int in = options.layers[i / 2];
      int count = (int) parameters.get(i).getArray().size();
      parameters.get(i).getArray().set(FirstNumbers.parameter(options.seed, i, count, in));
    }
    return new DjlMlp(model, options.layers[0]);
  }

  Block network() {
    return model.getBlock();
  }

  Trainer trainer(Loss loss, Optimizer optimizer) {
    Trainer trainer = model.newTrainer(new DefaultTrainingConfig(loss).optOptimizer(optimizer));
    trainer.initialize(new Shape(1, inputs));
    return trainer;
  }

  @Override
  public void close() {
    model.close();
  }
}
