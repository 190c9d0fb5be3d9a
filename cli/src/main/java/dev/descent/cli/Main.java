package dev.descent.cli;

/// The entry point of the `descent` command.
public final class Main {
  private Main() {}

  /// Runs the command.
  ///
  /// @param args the words after `descent`
  public static void main(String[] args) {
    System.exit(0);
  }
}
