package dev.descent.bench;

import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.tanh;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// PyTorch's linear layers with an activation between each two.
///
/// @param layers in order
/// @param withTanh whether the activation is tanh; otherwise it is ReLU
record PyTorchMlp(List<LinearImpl> layers, boolean withTanh) {
  /// A network that begins with the weights that all systems begin with.
  static PyTorchMlp of(PeerOptions options) {
    List<LinearImpl> layers = new ArrayList<>();
    try (NoGradGuard _ = new NoGradGuard()) {
      for (int i = 0; i + 1 < options.layers.length; i++) {
        int in = options.layers[i];
        int out = options.layers[i + 1];
        LinearImpl layer = new LinearImpl(in, out);
        layer
            .weight()
            .copy_(
                Tensor.create(FirstNumbers.parameter(options.seed, 2 * i, in * out, in), out, in));
        layer
            .bias()
            .copy_(Tensor.create(FirstNumbers.parameter(options.seed, 2 * i + 1, out, in), out));
        layers.add(layer);
      }
    }
    return new PyTorchMlp(layers, options.task == PeerOptions.Task.PLAYGROUND);
  }

  /// The outputs, without an activation at the end.
  Tensor forward(Tensor inputs) {
    Tensor result = layers.getFirst().forward(inputs);
    for (LinearImpl layer : layers.subList(1, layers.size())) {
      result = layer.forward(withTanh ? tanh(result) : relu(result));
    }
    return result;
  }

  TensorVector parameters() {
    TensorVector parameters = new TensorVector();
    for (LinearImpl layer : layers) parameters.push_back(layer.weight()).push_back(layer.bias());
    return parameters;
  }
}
