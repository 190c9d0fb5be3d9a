/// The whole idea of training on one page: numbers that know their gradients.
module dev.descent.scalar {
  requires static transitive org.jspecify;

  exports dev.descent.scalar;
}
