package dev.descent.cli;

import dev.descent.data.DataException;
import dev.descent.exec.Engine;
import dev.descent.exec.MachineLimits;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `descent doctor`: whether everything that training needs is here and works, and how fast.
@Command(
    name = "doctor",
    description = "Check Java, the native library, speed, data and gradients, in a few seconds.",
    footer = {"", "Example: descent doctor"})
final class Doctor implements Callable<Integer> {
  private static final double WORST_GRADIENT_ERROR = 1e-2;

  @ParentCommand Descent descent;

  @Option(
      names = "--json",
      description = "Print one JSON object a check on standard output, and nothing else there.")
  boolean json;

  /// What a check says.
  private enum Verdict {
    /// As it should be.
    GOOD("✓", "ok", 32),
    /// It works, but could be better.
    FAIR("!", "!", 33),
    /// Something is broken.
    BAD("✗", "FAILED", 31);

    final String sign;
    final String plainSign;
    final int colour;

    Verdict(String sign, String plainSign, int colour) {
      this.sign = sign;
      this.plainSign = plainSign;
      this.colour = colour;
    }
  }

  /// The result of one check.
  private record Finding(Verdict verdict, String text) {}

  private interface Check {
    Finding run() throws IOException;
  }

  @Override
  public Integer call() throws IOException {
    boolean sound = true;
    sound &= check("Java", Doctor::java);
    sound &= check("Machine", () -> new Finding(Verdict.GOOD, Machine.describe()));
    sound &= check("Native library", Doctor::nativeLibrary);
    sound &= check("Threads", () -> new Finding(Verdict.GOOD, String.valueOf(Engine.threads())));
    sound &= check("Products", Doctor::products);
    sound &= check("Memory", Doctor::memory);
    sound &= check("Gradients", Doctor::gradients);
    sound &= check("MNIST", this::mnist);
    if (json) {
      write("event", "finished", "ok", sound);
    }
    return sound ? 0 : 1;
  }

  private boolean check(String name, Check check) throws IOException {
    Finding finding;
    try {
      finding = check.run();
    } catch (RuntimeException | LinkageError e) {
      finding = new Finding(Verdict.BAD, Errors.describe(e));
    }
    Verdict verdict = finding.verdict;
    if (json) {
      write(
          "event",
          "check",
          "name",
          name.toLowerCase(Locale.ROOT),
          "verdict",
          verdict.name().toLowerCase(Locale.ROOT),
          "text",
          finding.text);
    } else {
      Terminal terminal = descent.terminal();
      boolean signs = terminal.display().blocks();
      String sign = "%-6s".formatted(signs ? verdict.sign : verdict.plainSign);
      terminal
          .out()
          .println(
              terminal.coloured(verdict.colour, signs ? sign.substring(0, 2) : sign)
                  + " %-15s %s".formatted(name, finding.text));
    }
    return verdict != Verdict.BAD;
  }

  private void write(Object... namesAndValues) throws IOException {
    JsonLinesWriter.to(descent.terminal().output()).write(Json.object(namesAndValues));
  }

  private static Finding java() {
    String text =
        "%s (%s), heap up to %.1f GB"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vendor"),
                Runtime.getRuntime().maxMemory() / 1e9);
    return new Finding(Runtime.version().feature() >= 25 ? Verdict.GOOD : Verdict.BAD, text);
  }

  private static Finding nativeLibrary() {
    String text = Engine.describe();
    return new Finding(text.startsWith("pure Java") ? Verdict.FAIR : Verdict.GOOD, text);
  }

  private static Finding products() {
    return new Finding(
        Verdict.GOOD,
        String.format(
            Locale.ROOT,
            "%.0f GFLOP/s in float32 (%s)",
            Machine.gigaflops(),
            "1024 x 1024 matrices"));
  }

  private static Finding memory() {
    return new Finding(
        Verdict.GOOD,
        String.format(
            Locale.ROOT,
            "%.1f GB/s copied",
            new MachineLimits(Engine.threads()).memoryBytesPerSecond() / 1e9));
  }

  private static Finding gradients() {
    double error = GradientCheck.relativeError();
    return new Finding(
        error < WORST_GRADIENT_ERROR ? Verdict.GOOD : Verdict.BAD,
        String.format(Locale.ROOT, "%.1e relative to finite differences", error));
  }

  private Finding mnist() {
    try {
      Optional<Path> folder = descent.mnist().find(Optional.empty());
      return folder
          .map(path -> new Finding(Verdict.GOOD, "in " + path))
          .orElseGet(() ->
              new Finding(
                  Verdict.FAIR, "not on this machine; 'descent data fetch' gets it (11 MB)"));
    } catch (DataException e) {
      return new Finding(Verdict.BAD, String.valueOf(e.getMessage()));
    }
  }
}
