package dev.descent.cli;

import dev.descent.train.ProgressBar.Display;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent docs`: remakes the tables and figures in the pages of the documentation.
@Command(
    name = "docs",
    description = {
      "Remake the tables and figures in the pages of the documentation: what stands between",
      "<!-- made by: descent COMMAND --> and <!-- end -->, and the SVG files that commands write."
    },
    sortOptions = false,
    footer = {"", "Examples:", "  descent docs", "  descent docs --check", "  descent docs --slow"})
final class Docs implements Callable<Integer> {
  private static final int COLUMNS = 80;
  private static final Pattern LINE = Pattern.compile("(.{1," + COLUMNS + "})(?: |$)");

  /// A picture that lies beside the pages: one with neither a scheme nor a root.
  private static final Pattern IMAGE = Pattern.compile("!\\[[^\\]]*\\]\\((?!\\w+:|/)([^)\\s]+)\\)");

  private static final Pattern PASSING =
      Pattern.compile("^\\[\\d+/\\d+] |^The runs, |^The page is ");

  @ParentCommand Descent descent;
  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "Where the pages are. Default: docs.")
  Path folder = Path.of("docs");

  @Option(
      names = "--check",
      description =
          "Change nothing; fail, and name the parts, if something would change, or if a page shows a"
              + " picture that is not there. Slow parts are not compared; it says how many there are.")
  boolean check;

  @Option(
      names = "--slow",
      description =
          "Also remake what is marked 'made slowly by': what takes minutes, or differs between"
              + " machines in times and last digits. Needs MNIST.")
  boolean slow;

  @Override
  public Integer call() throws IOException {
    if (check && slow) {
      throw new Checks(spec.commandLine())
          .wrong("--slow remakes figures with times in them, which --check cannot compare");
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is not a folder: name the one with the pages");
    }
    int made = 0;
    int changed = 0;
    int left = 0;
    for (Path page : pages()) {
      for (int i = MadePart.of(page).size() - 1; i >= 0; i--) {
        MadePart part = MadePart.of(page).get(i);
        if (part.slow() && !slow) {
          left++;
          continue;
        }
        made++;
        if (remake(page, part)) {
          changed++;
          descent.terminal().out().println((check ? "stale: " : "remade: ") + page + ": " + part);
        }
      }
    }
    if (made + left == 0) {
      throw new IOException("no page in " + folder + " has a part that a command makes");
    }
    descent.terminal().out().printf("%d parts, %d changed%n", made, changed);
    if (left > 0) {
      descent
          .terminal()
          .out()
          .printf("%d slow parts not %s: --slow remakes them%n", left, check ? "checked" : "made");
    }
    requireImages();
    if (check && changed > 0) {
      descent
          .terminal()
          .say("pages are out of date: run 'descent docs' and commit what it changes");
      return 1;
    }
    return 0;
  }

  /// A figure whose part was taken away leaves its link behind, and the other way round.
  private void requireImages() throws IOException {
    for (Path page : pages()) {
      Matcher image = IMAGE.matcher(Files.readString(page));
      while (image.find()) {
        if (!Files.isRegularFile(page.resolveSibling(image.group(1)))) {
          throw new IOException(
              "%s shows %s, which is not there: mend the link, or the command that makes it"
                  .formatted(page, image.group(1)));
        }
      }
    }
  }

  private List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().contains("node_modules"))
          .sorted()
          .toList();
    }
  }

  /// Whether something is other than it was.
  private boolean remake(Path page, MadePart part) throws IOException {
    try (ScratchFolder scratch = ScratchFolder.create()) {
      Path drawn = scratch.folder().resolve("figure.svg");
      List<String> words = new ArrayList<>(part.wordsFor(drawn));
      int read = words.indexOf("--read");
      if (read >= 0) {
        words.set(read + 1, page.resolveSibling(words.get(read + 1)).toString());
      }
      if (words.getFirst().equals("experiment")) {
        words.addAll(List.of("--out", scratch.folder().resolve("run").toString()));
      }
      String printed = run(part, words);
      if (part.figure().isEmpty()) {
        String text = Files.readString(page);
        String block = "\n```text\n" + lasting(printed) + "```\n\n";
        return replace(page, text.substring(0, part.start()) + block + text.substring(part.end()));
      }
      String figure = part.redirected() ? printed : Files.readString(drawn);
      return replace(page.resolveSibling(part.figure()), figure);
    }
  }

  /// Without the lines that tell of this run only, its progress and its folder; sentences are
  /// broken into lines that fit a page.
  private static String lasting(String printed) {
    return printed
        .lines()
        .filter(line -> !PASSING.matcher(line).find())
        .map(line ->
            line.length() > COLUMNS + 15 ? LINE.matcher(line).replaceAll("$1\n") : line + "\n")
        .collect(Collectors.joining())
        .replaceAll("\n{3,}", "\n\n");
  }

  private boolean replace(Path file, String text) throws IOException {
    if (Files.exists(file) && Files.readString(file).equals(text)) {
      return false;
    }
    if (!check) {
      Files.writeString(file, text);
    }
    return true;
  }

  /// Runs a command in this program. Examples print to the JVM's standard output, which is caught
  /// as well.
  private String run(MadePart part, List<String> words) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    Terminal terminal =
        Terminal.of(
            out,
            StandardCharsets.UTF_8,
            new PrintWriter(err, true),
            new Display(false, COLUMNS, true),
            false);
    PrintStream standard = System.out;
    int exitCode;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      exitCode = Main.run(terminal, descent.mnist(), words.toArray(String[]::new));
    } finally {
      System.setOut(standard);
    }
    if (exitCode != 0) {
      throw new IOException("'" + part + "' failed: " + err.toString().strip());
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
