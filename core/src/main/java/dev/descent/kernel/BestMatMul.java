package dev.descent.kernel;

/// Chooses the implementation once, at first use.
final class BestMatMul {
  static final MatMul INSTANCE = choose();

  private BestMatMul() {}

  private static MatMul choose() {
    MachineMatMul own = MachineMatMul.instance();
    if (own != null) {
      return own;
    }
    try {
      return OneDnn.load();
    } catch (NativeLibraryException e) {
      System.err.println(
          "descent: matrix products run on the slower pure-Java kernel: " + e.getMessage());
      return new JavaMatMul(e.getMessage());
    }
  }
}
