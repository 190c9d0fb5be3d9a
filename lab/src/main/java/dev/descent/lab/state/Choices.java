package dev.descent.lab.state;

import dev.descent.data.PlaneFeature;
import dev.descent.io.Json;
import dev.descent.nn.Activation;
import dev.descent.optim.Rules;
import dev.descent.optim.Schedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What each list of names in a state can be, for menus.
public final class Choices {
  private static final List<String> PLAIN = List.of("x1", "x2");

  private static final Map<String, Map<String, Object>> OFFERS =
      Map.of(
          "spiral",
          offer(List.of("x1", "x2", "sin(x1)", "sin(x2)"), "8-8", "tanh", 0.01, 10),
          "gauss",
          offer(PLAIN, "8-8", "tanh", 0.01, 10),
          DataState.MNIST,
          offer(PLAIN, "64", "relu", 0.003, 32),
          DataState.DIGITS,
          offer(PLAIN, "64", "relu", 0.003, 32));

  private Choices() {}

  /// The choices by name, as a page is told.
  public static Map<String, @Nullable Object> toMap() {
    Map<String, @Nullable Object> optimizers = new LinkedHashMap<>();
    for (String name : Rules.names()) {
      Map<String, Object> settings = Rules.toMap(Rules.named(name));
      settings.remove("name");
      optimizers.put(name, settings);
    }
    List<Map<String, @Nullable Object>> losses = new ArrayList<>();
    for (LossName loss : LossName.values()) {
      String kind = loss.isForNumbers() ? loss.isForClasses() ? "both" : "numbers" : "classes";
      losses.add(Json.object("name", loss.label(), "for", kind));
    }
    return Json.object(
        "sets", DataState.SETS,
        "features", Arrays.stream(PlaneFeature.values()).map(PlaneFeature::label).toList(),
        "activations", Arrays.stream(Activation.values()).map(Activation::label).toList(),
        "initializers", NetworkState.initializerNames(),
        "losses", losses,
        "optimizers", optimizers,
        "schedules", Schedule.forms(),
        "offers", offers());
  }

  /// A state for each set that learns it well and fast.
  private static Map<String, @Nullable Object> offers() {
    Map<String, @Nullable Object> offers = new LinkedHashMap<>();
    for (String set : DataState.SETS) {
      if (!set.equals(DataState.OWN) && !set.equals(DataState.CSV)) {
        Map<String, @Nullable Object> document = Json.object("data", Json.object("set", set));
        document.putAll(OFFERS.getOrDefault(set, Map.of()));
        offers.put(set, ExperimentState.from(new Fields("", document)).toMap());
      }
    }
    return offers;
  }

  private static Map<String, Object> offer(
      List<String> features, String layers, String activation, double rate, int batch) {
    List<Object> hidden = new ArrayList<>();
    for (String units : layers.split("-", -1)) {
      hidden.add(Map.of("units", Integer.valueOf(units), "activation", activation));
    }
    return Map.of(
        "network", Map.of("features", features, "layers", hidden),
        "training",
            Map.of("batchSize", batch, "optimizer", Map.of("name", "adam", "learningRate", rate)));
  }
}
