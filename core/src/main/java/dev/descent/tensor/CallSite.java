package dev.descent.tensor;

/// Finds the line of the user's program from which the library was called.
final class CallSite {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private CallSite() {}

  /// Returns ` (File.java:12)`, or nothing if every caller is the library itself.
  static String find() {
    return WALKER.walk(frames ->
        frames
            .filter(frame -> !isLibrary(frame.getDeclaringClass()))
            .findFirst()
            .map(frame -> " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")")
            .orElse(""));
  }

  private static boolean isLibrary(Class<?> type) {
    if (type.getModule().isNamed()) {
      return type.getModule() == CallSite.class.getModule()
          || type.getModule() == Object.class.getModule();
    }
    return type.getProtectionDomain().getCodeSource() != null
        && CallSite.class.getProtectionDomain().getCodeSource() != null
        && type.getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .equals(CallSite.class.getProtectionDomain().getCodeSource().getLocation());
  }
}
