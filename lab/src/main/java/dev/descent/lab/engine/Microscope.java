package dev.descent.lab.engine;

import dev.descent.autograd.Gradients;
import dev.descent.data.Batch;
import dev.descent.data.Dataset;
import dev.descent.io.Json;
import dev.descent.lab.state.Fields;
import dev.descent.lab.state.Limits;
import dev.descent.lab.state.NetworkState.LayerState;
import dev.descent.lab.state.StateException;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Rules;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One step on one example, number by number. It is done on a copy: the run does not notice.
final class Microscope {
  private final Experiment experiment;
  private final boolean training;
  private final int index;
  private final Module model;
  private final Map<String, Tensor> seen = new LinkedHashMap<>();

  /// @param fields `of` and `index`
  Microscope(Experiment original, Fields fields) {
    if (original.problem().isPictures()
        || Network.parameters(original.model()) > Limits.LOOK_PARAMETERS) {
      throw new StateException(
          null,
          "the microscope is for points in the plane and at most "
              + Limits.LOOK_PARAMETERS
              + " weights");
    }
    String of = fields.text("of", 10, "train");
    if (!of.equals("train") && !of.equals("test")) {
      throw fields.error("of", "\"of\" must be train or test");
    }
    this.training = of.equals("train");
    Dataset dataset = training ? original.problem().train() : original.problem().validation();
    this.index = (int) fields.whole("index", 0, dataset.size() - 1L);
    fields.finish();
    this.experiment = Experiment.begin(original.state(), original.problem(), _ -> {});
    experiment.session().restore(original.session().moment());
    this.model = experiment.model();
  }

  /// The step as a page is told.
  Map<String, @Nullable Object> look() {
    Problem problem = experiment.problem();
    Problem.Points points = training ? problem.trainPoints() : problem.validationPoints();
    Batch batch = (training ? problem.train() : problem.validation()).batch(new int[] {index});
    return experiment.evaluating(() -> look(batch, points));
  }

  private Map<String, @Nullable Object> look(Batch batch, Problem.Points points) {
    Objective objective = experiment.objective();
    Tensor outputs = model.observe(batch.inputs(), seen::put);
    Tensor loss = objective.loss(outputs, batch.labels());
    Tensor penalty = objective.penalty(model);
    Tensor total = objective.penalised(model, outputs, batch.labels());
    List<Tensor> wrt = new ArrayList<>();
    model.parameters().values().forEach(parameter -> wrt.add(parameter.value()));
    seen.values().forEach(wrt::add);
    Gradients gradients = Gradients.of(total, wrt);
    Tensor.eval(total, loss, penalty, gradients);
    Tensor.eval(seen.values().toArray(Tensor[]::new));
    Map<String, Map<String, @Nullable Object>> parameters = before(gradients);
    List<Object> layers = layers(gradients);
    float[] output = outputs.toFloatArray();
    float[] outputGradient = gradients.get(outputs).toFloatArray();
    Map<String, @Nullable Object> optimizer = update(gradients, parameters);
    Map<String, @Nullable Object> answer =
        Json.object(
            "of",
            training ? "train" : "test",
            "index",
            index,
            "step",
            experiment.step() - 1,
            "point",
            List.of(points.at()[2 * index], points.at()[2 * index + 1]),
            "target",
            points.labels()[index],
            "inputs",
            inputs(batch.inputs().toFloatArray()),
            "layers",
            layers);
    boolean single = output.length == 1;
    answer.put("output", single ? (Object) output[0] : list(output));
    answer.put("value", single ? (Object) objective.shown(output[0]) : null);
    answer.put("loss", loss.item());
    answer.put("penalty", penalty.item());
    answer.put("lossName", objective.loss().label());
    answer.put("lossGradient", single ? (Object) outputGradient[0] : list(outputGradient));
    answer.put("optimizer", optimizer);
    answer.put("parameters", List.copyOf(parameters.values()));
    return answer;
  }

  private List<Object> inputs(float[] values) {
    List<Object> inputs = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      inputs.add(
          Json.object(
              "name", experiment.state().network().features().get(i).label(), "value", values[i]));
    }
    return inputs;
  }

  private Map<String, Map<String, @Nullable Object>> before(Gradients gradients) {
    Map<String, Map<String, @Nullable Object>> parameters = new LinkedHashMap<>();
    model
        .parameters()
        .forEach((name, parameter) ->
            parameters.put(
                name,
                Json.object(
                    "name", name,
                    "before", list(parameter.value().toFloatArray()),
                    "gradient", list(gradients.get(parameter.value()).toFloatArray()),
                    "state", kept(experiment.session().optimizer(), name))));
    return parameters;
  }

  private static Map<String, @Nullable Object> kept(Optimizer optimizer, String parameter) {
    Map<String, @Nullable Object> kept = new LinkedHashMap<>();
    optimizer
        .state()
        .forEach((name, tensor) -> {
          if (name.startsWith(parameter + ".")) {
            kept.put(name.substring(parameter.length() + 1), list(tensor.toFloatArray()));
          }
        });
    return kept;
  }

  private Map<String, @Nullable Object> update(
      Gradients gradients, Map<String, Map<String, @Nullable Object>> parameters) {
    Optimizer optimizer = experiment.session().optimizer();
    double base = optimizer.baseRates().getFirst();
    double rate = experiment.session().nextLearningRate();
    optimizer.rateFactor(base > 0 ? rate / base : 0);
    optimizer.update(model, gradients);
    Tensor.eval(model, optimizer);
    model
        .parameters()
        .forEach((name, parameter) -> {
          Map<String, @Nullable Object> described = Objects.requireNonNull(parameters.get(name));
          described.put("after", list(parameter.value().toFloatArray()));
          described.put("stateAfter", kept(optimizer, name));
        });
    Map<String, Object> settings = Rules.toMap(experiment.state().training().rule());
    return Json.object(
        "name",
        settings.remove("name"),
        "learningRate",
        rate,
        "step",
        optimizer.steps(),
        "settings",
        settings);
  }

  private List<Object> layers(Gradients gradients) {
    List<LayerState> hidden = experiment.state().network().layers();
    List<Object> layers = new ArrayList<>();
    for (int i = 1; i <= hidden.size(); i++) {
      layers.add(
          layer("hidden" + i, "activation" + i, hidden.get(i - 1).activation().label(), gradients));
    }
    layers.add(layer("output", "output", "identity", gradients));
    return layers;
  }

  private Map<String, @Nullable Object> layer(
      String name, String activation, String function, Gradients gradients) {
    Parameter weight = Objects.requireNonNull(model.parameters().get(name + ".weight"));
    Parameter bias = Objects.requireNonNull(model.parameters().get(name + ".bias"));
    Tensor sums = Objects.requireNonNull(seen.get(name));
    Tensor outputs = Objects.requireNonNull(seen.get(activation));
    return Json.object(
        "name", name,
        "activation", function,
        "weight", rows(weight.value()),
        "bias", list(bias.value().toFloatArray()),
        "sums", list(sums.toFloatArray()),
        "outputs", list(outputs.toFloatArray()),
        "gradients",
            Json.object(
                "weight", rows(gradients.get(weight.value())),
                "bias", list(gradients.get(bias.value()).toFloatArray()),
                "sums", list(gradients.get(sums).toFloatArray()),
                "outputs", list(gradients.get(outputs).toFloatArray())));
  }

  private static List<Object> rows(Tensor matrix) {
    float[] values = matrix.toFloatArray();
    int width = matrix.size(1);
    List<Object> rows = new ArrayList<>();
    for (int row = 0; row < matrix.size(0); row++) {
      rows.add(list(java.util.Arrays.copyOfRange(values, row * width, (row + 1) * width)));
    }
    return rows;
  }

  private static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>(values.length);
    for (float value : values) {
      list.add(value);
    }
    return list;
  }
}
