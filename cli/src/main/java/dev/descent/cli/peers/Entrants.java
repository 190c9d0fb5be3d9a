package dev.descent.cli.peers;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The systems that can take part on this machine, and what is said of those that cannot.
///
/// @param contestants Descent first
/// @param remarks a sentence for each that is missing
record Entrants(List<Contestant> contestants, List<String> remarks) {
  /// All that are there.
  ///
  /// MKL shares one OpenMP runtime with PyTorch, which may then wait as it likes; OpenBLAS has
  /// threads of its own, with which OpenMP's busy waiting would fight for the cores.
  ///
  /// @param classPath of the programs in `bench/`
  /// @param path the folders to look for Python in, as in the variable `PATH`
  static Entrants find(
      BenchModule module, String classPath, String path, int threads, Children children)
      throws IOException, InterruptedException {
    List<Contestant> contestants = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    contestants.add(
        new Contestant(
            "Descent", java(classPath, "DescentPeer", "-XX:+UseSerialGC"), Map.of(), _ -> true));
    List<String> pyTorch = java(classPath, "PyTorchPeer", "--sun-misc-unsafe-memory-access=allow");
    if (hasMkl(classPath)) {
      contestants.add(
          new Contestant(
              "PyTorch 2.10, MKL",
              with(pyTorch, "--blas", "mkl"),
              Map.of("MKL_THREADING_LAYER", "GNU"),
              _ -> true));
    } else {
      remarks.add("PyTorch with MKL is left out: MKL is not made for this processor.");
    }
    contestants.add(
        new Contestant(
            "PyTorch 2.10, OpenBLAS",
            with(pyTorch, "--blas", "openblas"),
            Map.of("OMP_WAIT_POLICY", "PASSIVE"),
            _ -> true));
    contestants.add(
        new Contestant(
            "DJL 0.35, PyTorch 2.7",
            java(classPath, "DjlPeer", djlOptions(module)),
            Map.of(),
            _ -> true));
    Optional<Path> python = BenchModule.onPath("python3", path);
    Optional<String> version = python.isEmpty() ? Optional.empty() : numPy(python.get(), children);
    if (version.isPresent()) {
      contestants.add(
          new Contestant(
              "NumPy " + version.get(),
              List.of(python.orElseThrow().toString(), module.numPyScript().toString()),
              Map.of(
                  "OPENBLAS_NUM_THREADS", Integer.toString(threads),
                  "OMP_NUM_THREADS", Integer.toString(threads),
                  "MKL_NUM_THREADS", Integer.toString(threads)),
              Workload::inNumPy));
    } else {
      remarks.add("NumPy is left out: there is no python3 with numpy on this machine.");
    }
    return new Entrants(contestants, remarks);
  }

  /// DJL unpacks its libraries, and would ask its servers what it does not find in the jars.
  private static String[] djlOptions(BenchModule module) {
    String cache = module.root().resolve("bench/target/djl").toString();
    return new String[] {
      "-Dai.djl.offline=true",
      "-DDJL_CACHE_DIR=" + cache,
      "-DENGINE_CACHE_DIR=" + cache,
      "-Djna.tmpdir=" + cache
    };
  }

  private static boolean hasMkl(String classPath) {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(classPath)
        .anyMatch(entry -> String.valueOf(Path.of(entry).getFileName()).startsWith("mkl-"));
  }

  private static Optional<String> numPy(Path python, Children children)
      throws IOException, InterruptedException {
    Process process =
        children.start(
            new ProcessBuilder(python.toString(), "-c", "import numpy; print(numpy.__version__)")
                .redirectError(ProcessBuilder.Redirect.DISCARD));
    String version =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return children.await(process) == 0 && !version.isEmpty()
        ? Optional.of(version)
        : Optional.empty();
  }

  private static List<String> java(String classPath, String program, String... options) {
    return Program.java(classPath, "dev.descent.bench." + program, options);
  }

  private static List<String> with(List<String> words, String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return all;
  }
}
