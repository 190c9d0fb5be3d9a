package dev.descent.optim;

import dev.descent.nn.Embedding;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Which rule trains which parameter: groups of parameters, each with a rule of its own, and so
/// with its own learning rate, weight decay and so on.
///
/// ```java
/// ParameterGroups.named("*.bias", new Sgd(0.2)).others(new Sgd(0.1).weightDecay(1e-4))
/// ParameterGroups.hiddenMatrices(new Muon(0.02)).others(new AdamW(0.001))
/// ```
///
/// A parameter belongs to the first group that selects it.
public final class ParameterGroups {
  private final List<Group> groups;

  /// Says which parameters belong to a group.
  @FunctionalInterface
  public interface Selector {
    /// Whether a parameter belongs to it.
    ///
    /// @param model the whole model
    /// @param name the parameter's dotted name
    boolean selects(Module model, String name, Parameter parameter);
  }

  /// @param what the parameters in words, for messages
  private record Group(String what, Selector selector, UpdateRule rule) {}

  private ParameterGroups(List<Group> groups) {
    this.groups = List.copyOf(groups);
  }

  /// One group of all parameters.
  public static ParameterGroups all(UpdateRule rule) {
    return where("a parameter", (model, name, parameter) -> true, rule);
  }

  /// The parameters with a name like `pattern`, in which `*` stands for any characters, dots too:
  /// "hidden.*", "*.bias".
  public static ParameterGroups named(String pattern, UpdateRule rule) {
    Pattern regex = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
    return where(
        "called \"" + pattern + "\"",
        (model, name, parameter) -> regex.matcher(name).matches(),
        rule);
  }

  /// The parameters with two or more axes: weights, but not biases or the scales of normalisation.
  public static ParameterGroups matrices(UpdateRule rule) {
    return where("a matrix", (model, name, parameter) -> isMatrix(parameter), rule);
  }

  /// The matrices but for those of [Embedding]s and for the one that was registered last, which is
  /// taken for the output layer's.
  public static ParameterGroups hiddenMatrices(UpdateRule rule) {
    return where(
        "a hidden matrix",
        (model, name, parameter) ->
            isMatrix(parameter)
                && parameter != lastMatrix(model)
                && !isOfEmbedding(model, parameter),
        rule);
  }

  /// The parameters that a selector picks.
  ///
  /// @param what one of them in words, for messages: "a matrix"
  public static ParameterGroups where(String what, Selector selector, UpdateRule rule) {
    return new ParameterGroups(List.of(new Group(what, selector, rule)));
  }

  /// These groups, and others for the parameters that these leave over.
  public ParameterGroups and(ParameterGroups further) {
    List<Group> both = new ArrayList<>(groups);
    both.addAll(further.groups);
    return new ParameterGroups(both);
  }

  /// These groups, and one for all parameters that these leave over, if there are any.
  public ParameterGroups others(UpdateRule rule) {
    return and(all(rule));
  }

  /// The rules of the groups, in order.
  public List<UpdateRule> rules() {
    return groups.stream().map(Group::rule).toList();
  }

  private static boolean isMatrix(Parameter parameter) {
    return parameter.shape().rank() >= 2;
  }

  private static Parameter lastMatrix(Module model) {
    return model.parameters().values().stream()
        .filter(ParameterGroups::isMatrix)
        .reduce((former, latter) -> latter)
        .orElseThrow();
  }

  private static boolean isOfEmbedding(Module model, Parameter parameter) {
    return model instanceof Embedding embedding
        ? embedding.weight() == parameter
        : model.children().values().stream().anyMatch(child -> isOfEmbedding(child, parameter));
  }

  /// The model's parameters, each once though its module stand in two places, with their groups.
  ///
  /// **Throws** [IllegalArgumentException] if there are none, if no group selects one of them, or
  /// if a group other than the last is empty
  List<Slot> slots(Module model) {
    List<Slot> slots = new ArrayList<>();
    Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Map<String, Parameter> parameters = model.parameters();
    parameters.forEach((name, parameter) -> {
      if (seen.add(parameter)) {
        int group = group(model, name, parameter);
        slots.add(new Slot(name, parameter, group, groups.get(group).rule));
      }
    });
    if (slots.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to train: the model has no parameters");
    }
    for (int group = 0; group < groups.size() - 1; group++) {
      requireMember(group, slots, parameters);
    }
    return slots;
  }

  private int group(Module model, String name, Parameter parameter) {
    for (int group = 0; group < groups.size(); group++) {
      if (groups.get(group).selector.selects(model, name, parameter)) {
        return group;
      }
    }
    throw new IllegalArgumentException(
        "no group has the parameter "
            + name
            + " "
            + parameter.shape()
            + "; add a group for the rest: others(rule)");
  }

  private void requireMember(int group, List<Slot> slots, Map<String, Parameter> parameters) {
    if (slots.stream().noneMatch(slot -> slot.group() == group)) {
      throw new IllegalArgumentException(
          "none of the parameters left for group %d is %s, so %s would train nothing; the model has %s"
              .formatted(
                  group + 1,
                  groups.get(group).what,
                  groups.get(group).rule,
                  String.join(", ", parameters.keySet())));
    }
  }
}
