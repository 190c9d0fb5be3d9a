/// Descent: arrays, automatic differentiation, layers, optimizers, data and the training loop.
module dev.descent {
  requires static transitive org.jspecify;
  requires de.siegmar.fastcsv;
  requires java.desktop;
  requires java.net.http;
  requires tools.jackson.core;

  exports dev.descent.autograd;
  exports dev.descent.data;
  exports dev.descent.exec;
  exports dev.descent.io;
  exports dev.descent.nn;
  exports dev.descent.optim;
  exports dev.descent.tensor;
  exports dev.descent.train;
  exports dev.descent.train.coach;
}
