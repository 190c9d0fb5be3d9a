/// Descent: arrays, automatic differentiation, layers, optimizers, data and the training loop.
module dev.descent {
  requires static org.jspecify;
  requires tools.jackson.core;

  exports dev.descent.kernel;
  exports dev.descent.tensor;
}
