package dev.descent.cli;

import dev.descent.data.DataSource;
import dev.descent.nn.Activation;
import dev.descent.optim.Adam;
import dev.descent.optim.AdamW;
import dev.descent.optim.Sgd;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The recipes, by name and by what is learned from.
final class Recipes {
  private static final Map<String, Supplier<Recipe>> BY_NAME =
      Map.of(
          "fast", FastRecipe::recipe, "best", BestRecipe::recipe, "classic", ClassicRecipe::recipe);

  private Recipes() {}

  /// The names.
  static List<String> names() {
    return BY_NAME.keySet().stream().sorted().toList();
  }

  /// **Throws** [IllegalArgumentException] if there is no such recipe
  static Recipe named(String name) {
    Supplier<Recipe> recipe = BY_NAME.get(name);
    if (recipe == null) {
      throw new IllegalArgumentException(Nearest.unknown("recipe", name, names()));
    }
    return recipe.get();
  }

  /// The recipe by what is said of the data, before they are looked for; empty if it cannot be
  /// known.
  static Optional<Recipe> guess(@Nullable String recipe, @Nullable String data) {
    if (recipe != null) {
      return Optional.of(named(recipe));
    }
    boolean digits = data == null || List.of("mnist", "digits").contains(data);
    return digits ? Optional.of(digits()) : Optional.empty();
  }

  private static Recipe digits() {
    return new Recipe(List.of(512), Activation.RELU, new Sgd(0.5), 10, 128);
  }

  /// What is taken when nothing is said.
  static Recipe usual(DataSource source) {
    return switch (source) {
      case DataSource.Mnist _, DataSource.Digits _ -> digits();
      case DataSource.Images _ ->
          new Recipe(List.of(256), Activation.RELU, new AdamW(0.001), 20, 32);
      case DataSource.Csv _ ->
          new Recipe(List.of(64, 64), Activation.RELU, new AdamW(0.003), 50, 32);
      case DataSource.Toy _ -> new Recipe(List.of(8, 8), Activation.TANH, new Adam(0.01), 100, 10);
    };
  }
}
