package dev.descent.lab.engine;

import dev.descent.data.Batch;
import dev.descent.data.Dataset;
import dev.descent.data.PlaneFeature;
import dev.descent.data.ToySets;
import dev.descent.lab.engine.Timeline.Change;
import dev.descent.lab.state.DataState;
import dev.descent.lab.state.ExperimentState;
import dev.descent.lab.state.NetworkState;
import dev.descent.lab.state.NetworkState.LayerState;
import dev.descent.lab.state.TrainingState;
import dev.descent.optim.UpdateRule;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Writes the Java program of a timeline: with the library's data, network, trainer and changes, it
/// comes to the same weights.
final class CodeWriter {
  private static final int LINES_IN_TEXT = 800;

  private final Experiment experiment;
  private final Timeline line;
  private final long step;
  private final StringBuilder main = new StringBuilder();
  private final StringBuilder parts = new StringBuilder();
  private final List<ExperimentState> states = new ArrayList<>();

  CodeWriter(Player player) {
    this.experiment = player.now();
    this.line = player.line();
    this.step = player.step();
  }

  /// The source of `Experiment.java`.
  String write() {
    int current = part(line.changes().getFirst().state());
    main.append("    TrainingSession session = part1(train);\n");
    for (Change change : line.changes().subList(1, line.changes().size())) {
      if (change.step() > step) {
        break;
      }
      train(change.step());
      if (change.edit() != null) {
        edit(change.edit());
      } else {
        int next = part(change.state());
        goOn(states.get(current - 1), change.state(), next);
        current = next;
      }
    }
    train(step);
    main.append("    report(\"training\", session, loss")
        .append(current)
        .append("(), train);\n    report(\"validation\", session, loss")
        .append(current)
        .append("(), validation);\n");
    return HEAD + data() + main + "  }\n" + parts + TAIL;
  }

  private void train(long until) {
    main.append("    train(session, ").append(until).append(");\n");
  }

  private void edit(Edit edit) {
    main.append(
        "    set(session.model(), \"%s\", %d, %sf);\n"
            .formatted(edit.parameter(), edit.index(), edit.value()));
  }

  private void goOn(ExperimentState before, ExperimentState after, int part) {
    boolean same =
        before.training().rule().getClass() == after.training().rule().getClass()
            && before.training().rule().stateNames().equals(after.training().rule().stateNames());
    main.append("    // changed: ")
        .append(String.join(", ", before.differences(after)))
        .append("\n    session = goOn(session.moment()")
        .append(same ? "" : ".withoutOptimizerState()")
        .append(", part")
        .append(part)
        .append("(train));\n");
  }

  /// The number of the method that makes a state's training.
  private int part(ExperimentState state) {
    int known = states.indexOf(state);
    if (known >= 0) {
      return known + 1;
    }
    states.add(state);
    int number = states.size();
    TrainingState training = state.training();
    int examples = experiment.problem().train().size();
    long stepsPerEpoch = (examples + training.batchSize() - 1L) / training.batchSize();
    parts
        .append("\n  static TrainingSession part%d(Dataset train) {\n".formatted(number))
        .append(network(state.network()))
        .append("    BinaryOperator<Tensor> loss = loss%d();\n".formatted(number))
        .append("    return Trainer.of(model, ")
        .append(penalised(training))
        .append(", ")
        .append(rule(training.rule()))
        .append(")\n        .epochs(Integer.MAX_VALUE).batchSize(")
        .append(training.batchSize())
        .append(").shuffle(")
        .append(training.shuffle())
        .append(").seed(")
        .append(training.seed())
        .append("L)\n");
    if (!training.schedule().equals("constant")) {
      parts
          .append("        .schedule(_ -> Schedule.named(")
          .append(quoted(training.schedule()))
          .append(", ")
          .append(training.horizon() * stepsPerEpoch)
          .append("L))\n");
    }
    if (!training.clip().equals("none")) {
      parts.append("        .clip(Clipping.named(%s))\n".formatted(quoted(training.clip())));
    }
    parts
        .append("        .session(train);\n  }\n")
        .append("\n  static BinaryOperator<Tensor> loss%d() {\n    return ".formatted(number))
        .append(loss(training))
        .append(";\n  }\n");
    return number;
  }

  private String network(NetworkState network) {
    StringBuilder text = new StringBuilder();
    text.append("    Seed seed = Seed.of(").append(network.seed()).append("L);\n");
    text.append("    SequencedMap<String, Module> layers = new LinkedHashMap<>();\n");
    int in =
        experiment.problem().isPictures() ? Problem.SIDE * Problem.SIDE : network.features().size();
    int number = 1;
    for (LayerState layer : network.layers()) {
      text.append(linear(network, "hidden" + number, in, layer.units()));
      text.append(
          "    layers.put(\"activation%d\", Activation.%s.layer());\n"
              .formatted(number, layer.activation().name()));
      if (network.dropout() > 0) {
        text.append(
            "    layers.put(\"dropout%d\", new Dropout(%s, seed.child(\"dropout%d\")));\n"
                .formatted(number, network.dropout(), number));
      }
      in = layer.units();
      number++;
    }
    text.append(linear(network, "output", in, experiment.problem().outputs()));
    text.append("    Module model = new Sequential(layers);\n");
    return text.toString();
  }

  private static String linear(NetworkState network, String name, int in, int out) {
    NetworkState.Start start = NetworkState.INITIALIZERS.get(network.initializer());
    String begin = start == null ? "" : "Initializer." + start.code() + ", Initializer.zeros(), ";
    return "    layers.put(\"%s\", new Linear(%d, %d, %sseed.child(\"%s\")));\n"
        .formatted(name, in, out, begin, name);
  }

  private static String penalised(TrainingState training) {
    if (training.l1() == 0 && training.l2() == 0) {
      return "loss";
    }
    return "(outputs, labels) -> loss.apply(outputs, labels).add(penalty(model, %s, %s))"
        .formatted(training.l1(), training.l2());
  }

  private String loss(TrainingState training) {
    boolean two = experiment.problem().classes() == 2;
    return switch (training.loss()) {
      case CROSS_ENTROPY ->
          two
              ? "(outputs, labels) -> Losses.binaryCrossEntropyWithLogits(outputs, column(labels))"
              : "Losses::crossEntropy";
      case MSE ->
          two ? "(outputs, labels) -> Losses.mse(outputs.tanh(), signs(labels))" : "Losses::mse";
      case HINGE ->
          "(outputs, labels) -> Constant.of(1).sub(signs(labels).mul(outputs)).relu().mean()";
      case MAE -> "Losses::mae";
      case HUBER -> "Losses::huber";
    };
  }

  /// A rule by its canonical constructor.
  private static String rule(UpdateRule rule) {
    StringJoiner values =
        new StringJoiner(", ", "new " + rule.getClass().getSimpleName() + "(", ")");
    for (RecordComponent component : rule.getClass().getRecordComponents()) {
      try {
        values.add(String.valueOf(component.getAccessor().invoke(rule)));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("the components of rules are public", e);
      }
    }
    return values.toString();
  }

  private String data() {
    DataState data = experiment.state().data();
    StringBuilder text = new StringBuilder();
    text.append("    Dataset all = ").append(dataset(data)).append(";\n");
    text.append(
        "    Split split = Split.trainValidation(all, 1 - %s, %dL);\n"
            .formatted(data.split(), data.seed()));
    String train = data.sorted() ? "split.train().sortedByClass()" : "split.train()";
    if (data.isPictures()) {
      return text.append("    Dataset train = %s;\n".formatted(train))
          .append("    Dataset validation = split.validation();\n")
          .toString();
    }
    String features =
        experiment.state().network().features().stream()
            .map(PlaneFeature::name)
            .collect(Collectors.joining(", PlaneFeature.", "List.of(PlaneFeature.", ")"));
    return text.append("    var features = %s;\n".formatted(features))
        .append("    Dataset train = PlaneFeature.of(%s, features);\n".formatted(train))
        .append("    Dataset validation = PlaneFeature.of(split.validation(), features);\n")
        .toString();
  }

  private String dataset(DataState data) {
    return switch (data.set()) {
      case DataState.MNIST ->
          "TensorDataset.of(Mnist.load(Mnist.find(Optional.empty()).orElseThrow()).train().slice(0, "
              + data.points()
              + "))";
      case DataState.DIGITS ->
          "TensorDataset.of(GeneratedDigits.generate(%d, %dL))"
              .formatted(data.points(), data.seed());
      case DataState.OWN -> points(Problem.points(data, null));
      case DataState.CSV -> points(Problem.points(data, PastedTable.read(data.csv())));
      default ->
          "ToySets.of(ToySets.Kind.%s, %d, %s, %s, %dL)"
              .formatted(
                  ToySets.Kind.named(data.set()).name(),
                  data.points(),
                  data.noise(),
                  data.balance(),
                  data.seed());
    };
  }

  /// Points as numbers in the source, in several texts: one holds only so many characters.
  private static String points(Dataset points) {
    Batch all = points.batch(IntStream.range(0, points.size()).toArray());
    float[] at = all.inputs().toFloatArray();
    float[] labels = all.labels().toFloatArray();
    StringBuilder text = new StringBuilder("points(" + points.classes());
    for (int i = 0; i < labels.length; i++) {
      text.append(i % LINES_IN_TEXT == 0 ? ", \"\"\"\n" : "")
          .append("        ")
          .append(at[2 * i])
          .append(' ')
          .append(at[2 * i + 1])
          .append(' ')
          .append(labels[i])
          .append('\n')
          .append(
              i % LINES_IN_TEXT == LINES_IN_TEXT - 1 || i == labels.length - 1
                  ? "        \"\"\""
                  : "");
    }
    return text.append(')').toString();
  }

  private static String quoted(String text) {
    String escaped =
        text.chars()
            .mapToObj(c ->
                c == '"' || c == '\\'
                    ? "\\" + (char) c
                    : c >= ' ' && c < 127 ? Character.toString(c) : "?")
            .collect(Collectors.joining());
    return '"' + escaped + '"';
  }

  private static final String HEAD =
      Arrays.stream(
              """
              import dev.descent.data.*;
              import dev.descent.nn.*;
              import dev.descent.nn.Module;
              import dev.descent.optim.*;
              import dev.descent.tensor.*;
              import dev.descent.train.*;
              import java.util.*;
              import java.util.function.BinaryOperator;

              /// An experiment of Descent's lab. To run it, with Descent's jars in lib/:
              /// java --enable-native-access=ALL-UNNAMED -cp 'lib/*' Experiment.java
              public class Experiment {
                public static void main(String[] arguments) {
              """
                  .split("\n"))
          .collect(Collectors.joining("\n", "", "\n"));

  private static final String TAIL =
      """

        static void train(TrainingSession session, long steps) {
          while (session.steps() < steps) {
            session.step();
          }
        }

        static TrainingSession goOn(TrainingMoment moment, TrainingSession next) {
          next.restore(moment);
          return next;
        }

        static void set(Module model, String name, int index, float value) {
          Parameter parameter = model.parameters().get(name);
          float[] values = parameter.value().toFloatArray();
          values[index] = value;
          parameter.assign(Tensor.wrap(values, parameter.shape().toArray()));
          Tensor.eval(model);
        }

        static Tensor penalty(Module model, double l1, double l2) {
          Tensor total = Constant.of(0);
          for (Parameter parameter : model.parameters().values()) {
            if (parameter.shape().rank() >= 2) {
              Tensor weight = parameter.value();
              total = l1 > 0 ? total.add(weight.abs().sum().mul(Constant.of(l1))) : total;
              total = l2 > 0 ? total.add(weight.square().sum().mul(Constant.of(l2 / 2))) : total;
            }
          }
          return total;
        }

        static Tensor column(Tensor labels) {
          return labels.cast(DType.FLOAT32).unsqueeze(1);
        }

        static Tensor signs(Tensor labels) {
          return column(labels).mul(Constant.of(2)).sub(Constant.of(1));
        }

        static TensorDataset points(int classes, String... tables) {
          String[] lines = String.join("\\n", tables).strip().split("\\n+");
          float[] at = new float[2 * lines.length];
          float[] labels = new float[lines.length];
          for (int i = 0; i < lines.length; i++) {
            String[] numbers = lines[i].split(" ");
            at[2 * i] = Float.parseFloat(numbers[0]);
            at[2 * i + 1] = Float.parseFloat(numbers[1]);
            labels[i] = Float.parseFloat(numbers[2]);
          }
          Tensor inputs = Tensor.of(at, lines.length, 2);
          if (classes == 0) {
            return TensorDataset.of(inputs, Tensor.of(labels, lines.length, 1));
          }
          int[] numbers = new int[labels.length];
          Arrays.setAll(numbers, i -> (int) labels[i]);
          return TensorDataset.ofClasses(inputs, Tensor.of(numbers), classes);
        }

        static void report(
            String name, TrainingSession session, BinaryOperator<Tensor> loss, Dataset data) {
          Evaluation evaluation = Evaluation.of(session.model(), loss, data);
          System.out.println(
              name + " loss " + evaluation.loss() + ", accuracy " + evaluation.accuracy()
                  + " at step " + session.steps());
        }
      }
      """;
}
