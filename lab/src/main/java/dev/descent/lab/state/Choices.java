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
        "schedules", Schedule.forms());
  }
}
