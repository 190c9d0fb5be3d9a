/// Descent: arrays, automatic differentiation, layers, optimizers, data and the training loop.
module dev.descent {
  requires java.net.http;
  requires static org.jspecify;
  requires tools.jackson.core;

  exports dev.descent.data;
  exports dev.descent.tensor;
}
