package dev.descent.lab.engine;

import dev.descent.data.PlaneFeature;
import dev.descent.io.Json;
import dev.descent.lab.state.Limits;
import dev.descent.lab.state.NetworkState;
import dev.descent.lab.state.NetworkState.LayerState;
import dev.descent.lab.state.StateException;
import dev.descent.nn.Dropout;
import dev.descent.nn.Initializer;
import dev.descent.nn.Linear;
import dev.descent.nn.Module;
import dev.descent.nn.Seed;
import dev.descent.nn.Sequential;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Builds networks, and says how they are laid out.
final class Network {
  private Network() {}

  /// A network: "hidden1", "activation1", "dropout1" and so on, and "output".
  ///
  /// **Throws** [StateException] if it would be too large
  static Sequential create(NetworkState state, Problem problem) {
    int inputs = problem.isPictures() ? Problem.SIDE * Problem.SIDE : state.features().size();
    requireSize(state, inputs, problem.outputs());
    Seed seed = Seed.of(state.seed());
    SequencedMap<String, Module> modules = new LinkedHashMap<>();
    int in = inputs;
    int number = 1;
    for (LayerState layer : state.layers()) {
      String hidden = "hidden" + number;
      modules.put(hidden, linear(state, in, layer.units(), seed.child(hidden)));
      modules.put("activation" + number, layer.activation().layer());
      if (state.dropout() > 0) {
        String dropout = "dropout" + number;
        modules.put(dropout, new Dropout(state.dropout(), seed.child(dropout)));
      }
      in = layer.units();
      number++;
    }
    modules.put("output", linear(state, in, problem.outputs(), seed.child("output")));
    return new Sequential(modules);
  }

  private static Linear linear(NetworkState state, int in, int out, Seed seed) {
    NetworkState.Start start = NetworkState.INITIALIZERS.get(state.initializer());
    return start == null
        ? new Linear(in, out, seed)
        : new Linear(in, out, start.initializer(), Initializer.zeros(), seed);
  }

  private static void requireSize(NetworkState state, int inputs, int outputs) {
    long count = 0;
    int in = inputs;
    for (LayerState layer : state.layers()) {
      count += (in + 1L) * layer.units();
      in = layer.units();
    }
    count += (in + 1L) * outputs;
    if (count > Limits.PARAMETERS) {
      throw new StateException(
          "network.layers",
          "the network would have %d weights; the most is %d".formatted(count, Limits.PARAMETERS));
    }
  }

  static int parameters(Module model) {
    return model.parameters().values().stream().mapToInt(p -> p.shape().count()).sum();
  }

  /// The layout as a page is told.
  static Map<String, @Nullable Object> describe(Module model, NetworkState state, Problem problem) {
    List<Object> parameters = new ArrayList<>();
    int[] offset = {0};
    model
        .parameters()
        .forEach((name, parameter) -> {
          List<Integer> shape = new ArrayList<>();
          for (int size : parameter.shape().toArray()) {
            shape.add(size);
          }
          parameters.add(Json.object("name", name, "shape", shape, "offset", offset[0]));
          offset[0] += parameter.shape().count();
        });
    List<Object> units = new ArrayList<>();
    List<String> inputs = new ArrayList<>();
    if (!problem.isPictures()) {
      for (PlaneFeature feature : state.features()) {
        inputs.add(feature.label());
        units.add(Json.object("layer", "x", "name", feature.label()));
      }
    }
    List<String> activations = new ArrayList<>();
    for (int i = 0; i < state.layers().size(); i++) {
      activations.add("activation" + (i + 1));
      for (int unit = 0; unit < state.layers().get(i).units() && !problem.isPictures(); unit++) {
        units.add(Json.object("layer", "hidden" + (i + 1), "index", unit));
      }
    }
    return Json.object(
        "inputs", inputs,
        "outputs", problem.outputs(),
        "classes", problem.classes(),
        "parameters", parameters,
        "units", units,
        "activations", activations);
  }
}
