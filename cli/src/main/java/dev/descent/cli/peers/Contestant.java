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
import java.util.function.Predicate;

/// A system to be timed: a program that works in a process of its own and prints a [Series] a line.
///
/// @param name as the table shows it
/// @param command program and first arguments
/// @param environment variables set for it, beside the inherited ones
/// @param does what it can do
record Contestant(
    String name, List<String> command, Map<String, String> environment, Predicate<Workload> does) {
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

  /// Runs the program to its end.
  ///
  /// @param options what it shall do
  /// @param series how many it must report
  /// @throws IOException if it fails, or reports another number of series; says how it ended
  List<Series> run(Children children, List<String> options, int series)
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
      List<Series> reported = read(process);
      int status = children.await(process);
      if (status != 0) {
        throw new IOException("%s failed (%s)".formatted(name, reason(errors, status)));
      }
      if (reported.size() != series) {
        throw new IOException(
            "%s reported %d series, not %d".formatted(name, reported.size(), series));
      }
      return reported;
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  private List<Series> read(Process process) throws IOException {
    List<Series> series = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Series.parse(line).ifPresent(series::add);
      }
    } catch (IllegalArgumentException e) {
      process.destroyForcibly();
      throw new IOException(name + " printed " + e.getMessage(), e);
    }
    return series;
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
