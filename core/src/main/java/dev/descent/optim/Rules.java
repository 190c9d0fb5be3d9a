package dev.descent.optim;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rules by name, for files and command lines. The settings of a rule are called what the
/// components of its record are: "learningRate", "momentum".
public final class Rules {
  private static final String NAME = "name";

  /// The rules with their usual settings.
  private static final Map<String, UpdateRule> USUAL = new LinkedHashMap<>();

  static {
    USUAL.put("sgd", new Sgd(0.5));
    USUAL.put("adagrad", new AdaGrad(0.01));
    USUAL.put("rmsprop", new RmsProp(0.001));
    USUAL.put("adam", new Adam(0.001));
    USUAL.put("adamw", new AdamW(0.001));
    USUAL.put("nadam", new NAdam(0.002));
    USUAL.put("lion", new Lion(0.0001));
    USUAL.put("muon", new Muon(0.02));
  }

  private Rules() {}

  /// The names, in the order in which people meet the rules.
  public static List<String> names() {
    return List.copyOf(USUAL.keySet());
  }

  /// A rule with its usual settings.
  ///
  /// **Throws** [IllegalArgumentException] that says what there is
  public static UpdateRule named(String name) {
    UpdateRule rule = USUAL.get(name);
    if (rule == null) {
      throw new IllegalArgumentException(
          "there is no optimizer \"%s\"; there are: %s"
              .formatted(name, String.join(", ", names())));
    }
    return rule;
  }

  /// Whether a rule is one of those that are known by name.
  public static boolean isNamed(UpdateRule rule) {
    return USUAL.values().stream().anyMatch(usual -> usual.getClass() == rule.getClass());
  }

  /// The name of a rule.
  ///
  /// **Throws** [IllegalArgumentException] if it is none of those that are known by name
  public static String name(UpdateRule rule) {
    return USUAL.entrySet().stream()
        .filter(entry -> entry.getValue().getClass() == rule.getClass())
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s has no name; there are: %s"
                    .formatted(rule.getClass().getSimpleName(), String.join(", ", names()))))
        .getKey();
  }

  /// The names of a rule's settings.
  public static List<String> settings(UpdateRule rule) {
    return components(rule).stream().map(RecordComponent::getName).toList();
  }

  /// A rule in words: its name under "name", and its settings.
  ///
  /// **Throws** [IllegalArgumentException] if it is none of those that are known by name
  public static Map<String, Object> toMap(UpdateRule rule) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(NAME, name(rule));
    for (RecordComponent component : components(rule)) {
      map.put(component.getName(), value(rule, component));
    }
    return map;
  }

  /// A rule from words; a setting that is missing has its usual value.
  ///
  /// **Throws** [IllegalArgumentException] naming what is unknown or makes no sense
  ///
  /// @param map as [#toMap] yields it; any kind of number will do
  public static UpdateRule fromMap(Map<String, ?> map) {
    if (!(map.get(NAME) instanceof String name)) {
      throw new IllegalArgumentException("an optimizer needs a \"name\": one of " + names());
    }
    Map<String, Object> changes = new LinkedHashMap<>(map);
    changes.remove(NAME);
    return with(named(name), changes);
  }

  /// A rule with another value of one setting.
  ///
  /// **Throws** [IllegalArgumentException] if the rule has no such setting, or does not take the
  /// value
  ///
  /// @param value a number, or true or false, by the setting's type
  public static UpdateRule with(UpdateRule rule, String setting, Object value) {
    return with(rule, Map.of(setting, value));
  }

  /// A rule with other values of some settings, which are changed together.
  ///
  /// **Throws** [IllegalArgumentException] if the rule has no such setting, or does not take the
  /// values
  ///
  /// @param changes numbers, or true or false, by the settings' types
  public static UpdateRule with(UpdateRule rule, Map<String, ?> changes) {
    String name = name(rule);
    List<String> settings = settings(rule);
    for (String setting : changes.keySet()) {
      if (!settings.contains(setting)) {
        throw new IllegalArgumentException(
            "%s has no \"%s\"; it has: %s".formatted(name, setting, String.join(", ", settings)));
      }
    }
    List<RecordComponent> components = components(rule);
    Object[] values = new Object[components.size()];
    for (int i = 0; i < values.length; i++) {
      RecordComponent component = components.get(i);
      values[i] =
          changes.containsKey(component.getName())
              ? converted(name, component, changes.get(component.getName()))
              : value(rule, component);
    }
    return make(rule.getClass(), components, values);
  }

  private static Object converted(String name, RecordComponent component, @Nullable Object value) {
    boolean flag = component.getType() == boolean.class;
    if (flag && value instanceof Boolean) {
      return value;
    }
    if (!flag && value instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException(
        "\"%s\" of %s must be %s, not %s"
            .formatted(component.getName(), name, flag ? "true or false" : "a number", value));
  }

  /// The usual groups of a rule: Muon trains hidden matrices, and [AdamW] the rest, at a twentieth
  /// of Muon's learning rate and with its weight decay; every other rule trains everything.
  public static ParameterGroups groupsFor(UpdateRule rule) {
    if (!(rule instanceof Muon muon)) {
      return ParameterGroups.all(rule);
    }
    UpdateRule rest = new AdamW(muon.learningRate() / 20).weightDecay(muon.weightDecay());
    return ParameterGroups.hiddenMatrices(muon).others(rest);
  }

  private static List<RecordComponent> components(UpdateRule rule) {
    return Arrays.asList(rule.getClass().getRecordComponents());
  }

  private static Object value(UpdateRule rule, RecordComponent component) {
    try {
      return component.getAccessor().invoke(rule);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the components of rules are public", e);
    }
  }

  private static UpdateRule make(
      Class<? extends UpdateRule> type, List<RecordComponent> components, Object[] values) {
    try {
      Class<?>[] types = components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<? extends UpdateRule> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw refusal;
      }
      throw new AssertionError("rules only refuse numbers", e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the constructors of rules are public", e);
    }
  }
}
