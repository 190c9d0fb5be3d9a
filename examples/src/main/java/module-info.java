/// Small programs, one idea each.
module dev.descent.examples {
  requires static transitive org.jspecify;
  requires dev.descent;
  requires dev.descent.scalar;

  exports dev.descent.examples;
}
