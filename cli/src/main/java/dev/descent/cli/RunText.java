package dev.descent.cli;

import dev.descent.data.CsvSchema;
import dev.descent.data.DataSource;
import dev.descent.data.LoadedData;
import dev.descent.exec.Engine;
import dev.descent.tensor.PlainNumber;
import dev.descent.train.History;
import dev.descent.train.RunSpec;
import dev.descent.train.StopReason;
import dev.descent.train.TrainingSpec;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What stands above and below a run's progress.
final class RunText {
  private final PrintWriter out;

  RunText(Terminal terminal) {
    this.out = terminal.out();
  }

  /// What is going to be trained, on what, how and where.
  void head(RunSpec spec, DataSource source, LoadedData data, Path folder) {
    out.printf(
        Locale.ROOT,
        "Data      %s, %,d + %,d %s%s%n",
        spec.dataset().name(),
        data.train().size(),
        data.test().size(),
        data.images() == null ? "examples" : "images",
        origin(source));
    data.notes().forEach(note -> out.println("          " + note));
    CsvSchema schema = data.schema();
    if (schema != null) {
      schema.table().lines().forEach(line -> out.println("          " + line));
    }
    out.printf(
        Locale.ROOT,
        "Network   %s, %s%s, %,d parameters%n",
        spec.model().sizes().stream().map(String::valueOf).collect(Collectors.joining("-")),
        spec.model().activation().label(),
        spec.model().dropout() == 0 ? "" : ", dropout " + PlainNumber.of(spec.model().dropout()),
        ModelMemory.parameters(spec.model()));
    out.printf(
        Locale.ROOT,
        "Training  %s, batches of %d%s, seed %d, %d thread%s%n",
        optimizer(spec),
        spec.training().batchSize(),
        spec.training().shuffle() ? "" : " in the data's own order",
        spec.training().seed(),
        Engine.threads(),
        Engine.threads() == 1 ? "" : "s");
    List<String> refinements = refinements(spec.training().steps());
    if (!refinements.isEmpty()) {
      out.println("          " + String.join(", ", refinements));
    }
    out.printf("Run       %s%n%n", folder);
    out.flush();
  }

  private static String origin(DataSource source) {
    return switch (source) {
      case DataSource.Mnist mnist -> ", from " + mnist.folder();
      case DataSource.Digits _ -> ", drawn by this program";
      case DataSource.Csv csv -> ", from " + csv.file();
      case DataSource.Images images -> ", from " + images.folder();
      case DataSource.Toy _ -> "";
    };
  }

  private static String optimizer(RunSpec spec) {
    List<String> words = new ArrayList<>();
    words.add(String.valueOf(spec.optimizer().get("name")));
    for (Map.Entry<String, Object> setting : spec.optimizer().entrySet()) {
      boolean shown =
          switch (setting.getKey()) {
            case "learningRate" -> true;
            case "momentum", "weightDecay" -> !Double.valueOf(0).equals(setting.getValue());
            default -> false;
          };
      if (shown && setting.getValue() instanceof Number number) {
        words.add(words(setting.getKey()) + " " + PlainNumber.of(number.doubleValue()));
      }
    }
    return String.join(", ", words);
  }

  /// `learningRate` as `learning rate`.
  private static String words(String name) {
    return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }

  private static List<String> refinements(TrainingSpec.Steps steps) {
    List<String> words = new ArrayList<>();
    add(words, "schedule ", steps.schedule(), TrainingSpec.Steps.PLAIN.schedule());
    add(words, "clipping ", steps.clip(), TrainingSpec.NONE);
    add(words, "averaging ", steps.average(), TrainingSpec.NONE);
    add(words, "augmentation ", steps.augment(), TrainingSpec.NONE);
    if (steps.accumulate() > 1) {
      words.add(steps.accumulate() + " batches a step");
    }
    if (steps.labelSmoothing() > 0) {
      words.add("label smoothing " + PlainNumber.of(steps.labelSmoothing()));
    }
    return words;
  }

  private static void add(List<String> words, String what, String value, String usual) {
    if (!value.equals(usual)) {
      words.add(what + value);
    }
  }

  /// A tenth of a number, to the last digit: of 0.7 it is 0.07.
  static String tenth(double number) {
    return PlainNumber.of(BigDecimal.valueOf(number).movePointLeft(1).doubleValue());
  }

  /// What can be done now.
  void tail(DataSource source, Path folder, History history) {
    String run = quoted(folder);
    out.println();
    if (history.reason() == StopReason.INTERRUPTED || history.reason() == StopReason.TIME) {
      out.println("All is saved, and there is more to do. To go on:");
      out.println("  ./descent resume " + run);
    }
    out.println("The model is in " + folder + ". To use it:");
    switch (source) {
      case DataSource.Csv _ -> out.println("  ./descent predict " + run + " rows.csv");
      case DataSource.Toy _ -> {}
      case DataSource.Images _ -> out.println("  ./descent predict " + run + " picture.png");
      default -> out.println("  ./descent predict " + run + " digit.png");
    }
    out.println("  ./descent eval " + run);
    out.println("  ./descent report " + run);
    out.flush();
  }

  /// A path as a shell takes it.
  static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[\\w./:@%+=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
