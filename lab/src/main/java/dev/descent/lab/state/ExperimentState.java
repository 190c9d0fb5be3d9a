package dev.descent.lab.state;

import dev.descent.io.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A whole experiment: what is learned from, the network, and how it is trained. It is what a page
/// sends and what a link or a lesson holds; see PROTOCOL.md.
///
/// @param data what is learned from
/// @param network the network
/// @param training how it is trained
public record ExperimentState(DataState data, NetworkState network, TrainingState training) {
  /// What a page begins with.
  public static ExperimentState usual() {
    return from(new Fields("", Map.of()));
  }

  /// Reads a document.
  ///
  /// **Throws** [StateException] naming the field that makes no sense
  public static ExperimentState from(Fields fields) {
    DataState data = DataState.from(fields.object("data"));
    boolean numbers = data.set().equals("plane") || data.set().equals("gauss");
    ExperimentState state =
        new ExperimentState(
            data,
            NetworkState.from(fields.object("network"), data.isPictures()),
            TrainingState.from(fields.object("training"), numbers ? "mse" : "cross-entropy"));
    fields.finish();
    return state;
  }

  /// The document.
  public Map<String, @Nullable Object> toMap() {
    return Json.object(
        "data", data.toMap(), "network", network.toMap(), "training", training.toMap());
  }

  /// The same with other training.
  public ExperimentState training(TrainingState changed) {
    return new ExperimentState(data, network, changed);
  }

  /// The same with another network.
  public ExperimentState network(NetworkState changed) {
    return new ExperimentState(data, changed, training);
  }

  /// Whether an experiment in this state can go on in another one: the points are the same, and the
  /// weights have the same shapes and beginnings.
  public boolean canGoOnAs(ExperimentState other) {
    return data.equals(other.data)
        && network.features().equals(other.network.features())
        && units(network).equals(units(other.network))
        && network.initializer().equals(other.network.initializer())
        && network.seed() == other.network.seed()
        && training.seed() == other.training.seed();
  }

  private static List<Integer> units(NetworkState network) {
    return network.layers().stream().map(NetworkState.LayerState::units).toList();
  }

  /// The dotted names of what differs.
  public List<String> differences(ExperimentState other) {
    List<String> names = new ArrayList<>();
    compare("", toMap(), other.toMap(), names);
    return names;
  }

  private static void compare(String path, Map<?, ?> one, Map<?, ?> other, List<String> names) {
    one.forEach((name, value) -> {
      Object changed = other.get(name);
      if (value instanceof Map<?, ?> map && changed instanceof Map<?, ?> map2) {
        compare(path + name + ".", map, map2, names);
      } else if (!Objects.equals(value, changed)) {
        names.add(path + name);
      }
    });
  }
}
