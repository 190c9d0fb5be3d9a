package dev.descent.optim;

import dev.descent.tensor.PlainNumber;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A choice in words: a name, and numbers by name, as in `step:every=1000,factor=0.5`. A number
/// without a name is the first one's value: `ema:0.999`.
final class TextForm {
  private final String what;
  private final String form;
  private final String name;
  private final Map<String, Double> numbers;

  private TextForm(String what, String form, String name, Map<String, Double> numbers) {
    this.what = what;
    this.form = form;
    this.name = name;
    this.numbers = numbers;
  }

  /// Reads a text.
  ///
  /// **Throws** [IllegalArgumentException] that says what there is, if something in the text is
  /// unknown or no number
  ///
  /// @param what is chosen, for messages: "schedule"
  /// @param forms what there is: a name each, and after a colon the names of its numbers
  static TextForm parse(String what, String text, List<String> forms) {
    int colon = text.indexOf(':');
    String name = (colon < 0 ? text : text.substring(0, colon)).strip();
    String form =
        forms.stream()
            .filter(each -> each.equals(name) || each.startsWith(name + ":"))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "there is no %s \"%s\"; there are: %s"
                        .formatted(what, name, String.join(", ", namesIn(forms)))));
    TextForm result = new TextForm(what, form, name, new LinkedHashMap<>());
    if (colon >= 0) {
      for (String part : text.substring(colon + 1).split(",", -1)) {
        result.read(part);
      }
    }
    return result;
  }

  /// The names in forms.
  static List<String> namesIn(List<String> forms) {
    return forms.stream().map(form -> form.replaceFirst(":.*", "")).toList();
  }

  private void read(String part) {
    List<String> known =
        Arrays.asList(form.substring(Math.min(form.length(), name.length() + 1)).split(","));
    int equals = part.indexOf('=');
    String key = equals < 0 ? known.getFirst() : part.substring(0, equals).strip();
    if (key.isEmpty() || !known.contains(key)) {
      throw new IllegalArgumentException(
          form.equals(name)
              ? "the %s \"%s\" takes no numbers".formatted(what, name)
              : "the %s \"%s\" has no \"%s\"; it has: %s"
                  .formatted(what, name, key, String.join(", ", known)));
    }
    String digits = part.substring(equals + 1).strip();
    try {
      if (numbers.put(key, Double.valueOf(digits)) != null) {
        throw new IllegalArgumentException(
            "\"%s\" of the %s \"%s\" is given twice".formatted(key, what, name));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"%s\" of the %s \"%s\" must be a number, not \"%s\"".formatted(key, what, name, digits),
          e);
    }
  }

  String name() {
    return name;
  }

  /// A number that must be given.
  double number(String key) {
    Double given = numbers.get(key);
    if (given == null) {
      throw new IllegalArgumentException(
          "the %s \"%s\" needs a number for \"%s\": %s:%s=..."
              .formatted(what, name, key, name, key));
    }
    return given;
  }

  /// A number that need not be given.
  double number(String key, double usual) {
    return numbers.getOrDefault(key, usual);
  }

  /// A whole number that must be given.
  long whole(String key) {
    return requireWhole(key, number(key));
  }

  /// A whole number that need not be given.
  long whole(String key, long usual) {
    return requireWhole(key, number(key, (double) usual));
  }

  private long requireWhole(String key, double given) {
    if (given != Math.rint(given) || Math.abs(given) > 1e15) {
      throw new IllegalArgumentException(
          "\"%s\" of the %s \"%s\" must be a whole number, not %s"
              .formatted(key, what, name, PlainNumber.of(given)));
    }
    return (long) given;
  }
}
