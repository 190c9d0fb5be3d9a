package dev.descent.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/// What `descent --version` prints: Descent's version and the Java that runs it.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {
      "descent "
          + Objects.requireNonNullElse(version, "(not packaged)")
          + ", Java "
          + Runtime.version()
          + " ("
          + System.getProperty("java.vendor")
          + ")"
    };
  }
}
