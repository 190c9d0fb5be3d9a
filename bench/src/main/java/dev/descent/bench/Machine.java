package dev.descent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The machine that figures were taken on.
///
/// @param processor the model, as the system names it
/// @param cores that the JVM may use
/// @param system name and architecture
/// @param jdk version of this JVM
record Machine(String processor, int cores, String system, String jdk) {
  /// This machine.
  static Machine current() throws IOException {
    return new Machine(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.version().toString());
  }

  private static String processorName() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) return "unnamed processor";
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unnamed processor");
    }
  }

  @Override
  public String toString() {
    return "%s, %d cores, %s, JDK %s".formatted(processor, cores, system, jdk);
  }
}
