package dev.descent.cli.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// A program that works in a process of its own and prints lines of JSON.
///
/// @param name as messages show it
/// @param command program and first arguments
/// @param environment variables set for it, beside the inherited ones
record Program(String name, List<String> command, Map<String, String> environment) {
  /// Variables that change how the native libraries thread or which kernels they pick: what the
  /// shell happens to hold must not decide a comparison.
  private static final Set<String> CLEARED =
      Set.of(
          "GOMP_SPINCOUNT",
          "MKL_NUM_THREADS",
          "MKL_THREADING_LAYER",
          "OMP_NUM_THREADS",
          "OMP_WAIT_POLICY",
          "OPENBLAS_CORETYPE",
          "OPENBLAS_L2_SIZE",
          "OPENBLAS_NUM_THREADS");

  /// A program in Java, on this JVM.
  ///
  /// @param main its class
  /// @param options of the JVM
  static List<String> java(String classPath, String main, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, main));
    return command;
  }

  /// Runs it to its end.
  ///
  /// @param options what it shall do
  /// @param lines takes what it prints; an [IllegalArgumentException] says that a line is wrong
  /// @throws IOException if it fails; says how it ended
  void run(Children children, List<String> options, Consumer<String> lines)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(command);
    words.addAll(options);
    Path errors = Files.createTempFile("descent-bench", ".err");
    errors.toFile().deleteOnExit();
    try {
      ProcessBuilder builder = new ProcessBuilder(words).redirectError(errors.toFile());
      builder.environment().keySet().removeAll(CLEARED);
      builder.environment().putAll(environment);
      Process process = children.start(builder);
      read(process, lines);
      int status = children.await(process);
      if (status != 0) {
        throw new IOException("%s failed (%s)".formatted(name, reason(errors, status)));
      }
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  private void read(Process process, Consumer<String> lines) throws IOException {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.accept(line);
      }
    } catch (IllegalArgumentException e) {
      process.destroyForcibly();
      throw new IOException(name + " printed " + e.getMessage(), e);
    }
  }

  /// The last line of what it wrote that is no frame of a stack trace: there both Java programs and
  /// Python say what was wrong.
  private static String reason(Path errors, int status) throws IOException {
    return Files.readString(errors)
        .lines()
        .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
        .reduce((_, last) -> last)
        .orElse("exit status " + status);
  }
}
