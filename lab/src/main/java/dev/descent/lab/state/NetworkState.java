package dev.descent.lab.state;

import dev.descent.data.PlaneFeature;
import dev.descent.io.Json;
import dev.descent.nn.Activation;
import dev.descent.nn.Initializer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The network.
///
/// @param features what points are seen by; pictures have their pixels
/// @param layers the hidden layers
/// @param initializer one of [#INITIALIZERS], or "usual"
/// @param dropout after each hidden layer
/// @param seed what the first weights and the dropout come from
public record NetworkState(
    List<PlaneFeature> features,
    List<LayerState> layers,
    String initializer,
    double dropout,
    long seed) {
  /// As [dev.descent.nn.Linear] does it: uniform ±1/√in.
  public static final String USUAL = "usual";

  /// The first distributions of weights, by name; biases begin at 0 with them.
  public static final SequencedMap<String, Start> INITIALIZERS = initializers();

  /// A hidden layer.
  public record LayerState(int units, Activation activation) {}

  /// A first distribution, and how it is written in Java.
  public record Start(Initializer initializer, String code) {}

  /// Copies the lists.
  public NetworkState {
    features = List.copyOf(features);
    layers = List.copyOf(layers);
  }

  private static SequencedMap<String, Start> initializers() {
    SequencedMap<String, Start> all = new LinkedHashMap<>();
    all.put("he-uniform", new Start(Initializer.heUniform(), "heUniform()"));
    all.put("he-normal", new Start(Initializer.heNormal(), "heNormal()"));
    all.put("glorot-uniform", new Start(Initializer.glorotUniform(), "glorotUniform()"));
    all.put("glorot-normal", new Start(Initializer.glorotNormal(), "glorotNormal()"));
    all.put("lecun-uniform", new Start(Initializer.lecunUniform(), "lecunUniform()"));
    all.put("lecun-normal", new Start(Initializer.lecunNormal(), "lecunNormal()"));
    all.put("small", new Start(Initializer.normal(0.01), "normal(0.01)"));
    all.put("large", new Start(Initializer.normal(3), "normal(3)"));
    all.put("zeros", new Start(Initializer.zeros(), "zeros()"));
    return all;
  }

  /// The names of all first distributions.
  public static List<String> initializerNames() {
    List<String> names = new ArrayList<>(List.of(USUAL));
    names.addAll(INITIALIZERS.keySet());
    return names;
  }

  static NetworkState from(Fields fields, boolean pictures) {
    String initializer = fields.text("initializer", 30, USUAL);
    if (!initializerNames().contains(initializer)) {
      throw fields.error(
          "initializer",
          "there is no initializer \"" + initializer + "\"; there are: " + initializerNames());
    }
    NetworkState state =
        new NetworkState(
            features(fields),
            layers(fields, pictures),
            initializer,
            fields.number("dropout", 0, 0.9, 0),
            fields.whole("seed", 0, Limits.SEED, 1));
    fields.finish();
    return state;
  }

  private static List<PlaneFeature> features(Fields fields) {
    List<String> names = fields.texts("features", 1, PlaneFeature.values().length);
    if (names == null) {
      return List.of(PlaneFeature.X1, PlaneFeature.X2);
    }
    List<PlaneFeature> features = new ArrayList<>();
    for (String name : names) {
      PlaneFeature feature;
      try {
        feature = PlaneFeature.named(name);
      } catch (IllegalArgumentException e) {
        throw fields.error("features", String.valueOf(e.getMessage()));
      }
      if (features.contains(feature)) {
        throw fields.error("features", "the feature " + name + " is there twice");
      }
      features.add(feature);
    }
    return features;
  }

  private static List<LayerState> layers(Fields fields, boolean pictures) {
    List<Fields> given = fields.objects("layers", 0, Limits.LAYERS);
    if (given == null) {
      return pictures
          ? List.of(new LayerState(64, Activation.RELU))
          : List.of(new LayerState(4, Activation.TANH), new LayerState(2, Activation.TANH));
    }
    int most = pictures ? Limits.PICTURE_UNITS : Limits.UNITS;
    List<LayerState> layers = new ArrayList<>();
    for (Fields layer : given) {
      int units = (int) layer.whole("units", 1, most);
      String name = layer.text("activation", 20, "tanh");
      layer.finish();
      try {
        layers.add(new LayerState(units, Activation.named(name)));
      } catch (IllegalArgumentException e) {
        throw layer.error("activation", String.valueOf(e.getMessage()));
      }
    }
    return layers;
  }

  Map<String, @Nullable Object> toMap() {
    return Json.object(
        "features", features.stream().map(PlaneFeature::label).toList(),
        "layers",
            layers.stream()
                .map(layer ->
                    Json.object("units", layer.units, "activation", layer.activation.label()))
                .toList(),
        "initializer", initializer,
        "dropout", dropout,
        "seed", seed);
  }
}
