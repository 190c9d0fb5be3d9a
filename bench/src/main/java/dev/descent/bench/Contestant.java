package dev.descent.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;

/// A program to be timed: trains in a process of its own and prints an [Epoch] a line.
///
/// @param name as the table shows it
/// @param command program and arguments for a seed
/// @param environment variables set for it, beside the inherited ones
record Contestant(
    String name, LongFunction<List<String>> command, Map<String, String> environment) {
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
  /// @param seed of the run
  /// @param epochs how many it must report
  /// @throws IOException if it fails, or reports another number of epochs; says how it ended
  List<Epoch> run(long seed, int epochs) throws IOException, InterruptedException {
    List<String> words = command.apply(seed);
    Path errors = Files.createTempFile("descent-bench", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(words).redirectError(errors.toFile());
      builder.environment().keySet().removeAll(CLEARED);
      builder.environment().putAll(environment);
      Process process = builder.start();
      List<Epoch> reported = read(process);
      int status = process.waitFor();
      if (status != 0) throw failure("ended with status " + status, words, errors);
      if (reported.size() != epochs) {
        throw failure(
            "reported %d epochs, not %d".formatted(reported.size(), epochs), words, errors);
      }
      return reported;
    } finally {
      Files.delete(errors);
    }
  }

  private static List<Epoch> read(Process process) throws IOException {
    List<Epoch> epochs = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Epoch.parse(line).ifPresent(epochs::add);
      }
    } catch (IllegalArgumentException e) {
      process.destroy();
      throw new IOException(e.getMessage(), e);
    }
    return epochs;
  }

  private IOException failure(String what, List<String> words, Path errors) throws IOException {
    return new IOException(
        "%s %s: %s%n%s".formatted(name, what, String.join(" ", words), Files.readString(errors)));
  }
}
