package dev.descent.cli.peers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The module `bench`: the programs that take part in a comparison, with the libraries of the
/// peers. It is built only on demand, since they are large.
///
/// @param root the repository's folder
public record BenchModule(Path root) {
  private static final List<String> BUILD =
      List.of(
          "-B -q -ntp -Pbench -pl bench -am -Dquick -Dmaven.test.skip=true process-classes"
              .split(" "));
  private static final Pattern NOT_FETCHED =
      Pattern.compile(
          "Could not (resolve|transfer|find artifact)|Cannot access .* in offline mode");

  /// The module in the repository that this program was built in.
  ///
  /// @throws IOException if it was built elsewhere, or its sources are gone
  public static BenchModule find() throws IOException {
    Path program;
    try {
      program =
          Path.of(BenchModule.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IOException("cannot tell where this program is: " + e.getMessage(), e);
    }
    return above(program)
        .orElseThrow(() ->
            new IOException(
                "no folder above "
                    + program
                    + " has Descent's sources, from which the peers are built: run ./descent in a"
                    + " clone of the repository"));
  }

  /// The module in the nearest folder above a file that has it.
  static Optional<BenchModule> above(Path file) {
    for (Path folder = file.toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve("bench/pom.xml"))) {
        return Optional.of(new BenchModule(folder));
      }
    }
    return Optional.empty();
  }

  /// Builds it.
  ///
  /// @param path the folders to look for Maven in, as in the variable `PATH`
  /// @return the class path of its programs
  /// @throws IOException if there is no Maven, or the peers cannot be fetched, or the build fails
  String build(Children children, String path) throws IOException, InterruptedException {
    Path maven =
        onPath("mvn", path)
            .orElseThrow(() ->
                new IOException(
                    "found no Maven to build the peers with: install Maven 3.8 or later and put mvn"
                        + " on the PATH"));
    Path target = root.resolve("bench/target");
    Files.createDirectories(target);
    Path log = target.resolve("build.log");
    ProcessBuilder builder =
        new ProcessBuilder(maven.toString()).directory(root.toFile()).redirectErrorStream(true);
    builder.command().addAll(BUILD);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.redirectOutput(log.toFile());
    if (children.await(children.start(builder)) != 0) {
      throw new IOException(reason(Files.readString(log)) + "; Maven's log is " + log);
    }
    Path quick = target.resolve("quick");
    return quick.resolve("classes")
        + File.pathSeparator
        + Files.readString(quick.resolve("classpath")).strip();
  }

  /// Why a build has failed, in one line.
  static String reason(String log) {
    if (NOT_FETCHED.matcher(log).find()) {
      return "the peers (about 400 MB) are not all on this machine and cannot be fetched from Maven"
          + " Central: try again with a network";
    }
    return "the peers cannot be built: "
        + log.lines()
            .filter(line -> line.startsWith("[ERROR]"))
            .map(line -> line.substring("[ERROR]".length()).strip())
            .findFirst()
            .orElse("Maven failed");
  }

  /// A program that can be run.
  static Optional<Path> onPath(String program, String path) {
    return Arrays.stream(path.split(Pattern.quote(File.pathSeparator)))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /// The script that does the same work with NumPy.
  Path numPyScript() {
    return root.resolve("bench/src/main/python/numpy_peer.py");
  }
}
