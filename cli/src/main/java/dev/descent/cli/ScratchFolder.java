package dev.descent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A temporary folder, and this program at work in it, in JVMs of its own. Both are gone once this
/// is closed, and also when Ctrl-C or a signal ends the program.
final class ScratchFolder implements AutoCloseable {
  private final Path folder;
  private final Thread atExit = new Thread(this::cleanUp, "scratch folder");
  private @Nullable Process process;
  private boolean closed;

  private ScratchFolder(Path folder) {
    this.folder = folder;
  }

  static ScratchFolder create() throws IOException {
    ScratchFolder scratch = new ScratchFolder(Files.createTempDirectory("descent-verify-"));
    Runtime.getRuntime().addShutdownHook(scratch.atExit);
    return scratch;
  }

  Path folder() {
    return folder;
  }

  /// Whether it is gone, since the program is being ended.
  synchronized boolean isClosed() {
    return closed;
  }

  /// Starts this program with other words. What it prints is of no interest; its errors go to a
  /// file.
  ///
  /// **Throws** [InterruptedRunException] if this program is being ended
  synchronized Process start(Path errors, List<String> words) throws IOException {
    return start(
        program(words)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile()));
  }

  /// Starts a program.
  ///
  /// **Throws** [InterruptedRunException] if this program is being ended
  synchronized Process start(ProcessBuilder program) throws IOException {
    if (closed) {
      throw new InterruptedRunException();
    }
    Process started = program.start();
    process = started;
    return started;
  }

  /// Makes sure that a program has ended well.
  ///
  /// **Throws** [IOException] with what it said, and [InterruptedRunException] if it was
  /// interrupted
  ///
  /// @param errors what it wrote to standard error
  void requireEnd(int exitCode, Path errors) throws IOException {
    if (isClosed() || exitCode == Interrupts.EXIT_CODE) {
      throw new InterruptedRunException();
    }
    if (exitCode != 0) {
      String said = Files.readString(errors).strip().replaceAll("\\R+", "; ");
      throw new IOException("the run ended with exit code " + exitCode + ": " + said);
    }
  }

  /// This program in another JVM, with as much memory as this one has.
  static ProcessBuilder program(List<String> words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx" + Runtime.getRuntime().maxMemory(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(words);
    return new ProcessBuilder(command);
  }

  private synchronized void cleanUp() {
    if (closed) {
      return;
    }
    closed = true;
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      return; // somebody else has deleted it
    } catch (IOException e) {
      System.err.println("descent: cannot delete " + folder + ": " + Errors.describe(e));
    }
  }

  @Override
  public void close() {
    if (!isClosed()) {
      Runtime.getRuntime().removeShutdownHook(atExit);
      cleanUp();
    }
  }

  /// The program is being ended while it works in the folder.
  static final class InterruptedRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InterruptedRunException() {
      super("interrupted by Ctrl-C");
    }
  }
}
