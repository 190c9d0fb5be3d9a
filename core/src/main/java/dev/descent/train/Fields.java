package dev.descent.train;

import dev.descent.io.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads an object of a JSON file field by field, with errors that name the file and the field.
final class Fields {
  private final Path file;
  private final String path;
  private final Map<?, ?> json;

  Fields(Path file, String path, Map<?, ?> json) {
    this.file = file;
    this.path = path;
    this.json = json;
  }

  Fields object(String name) {
    if (json.get(name) instanceof Map<?, ?> object) {
      return new Fields(file, path + name + ".", object);
    }
    throw wrong(name, "an object");
  }

  List<Fields> objects(String name) {
    if (json.get(name) instanceof List<?> list) {
      List<Fields> objects = new ArrayList<>();
      for (Object element : list) {
        if (element instanceof Map<?, ?> object) {
          objects.add(new Fields(file, path + name + "[" + objects.size() + "].", object));
        }
      }
      if (objects.size() == list.size()) {
        return objects;
      }
    }
    throw wrong(name, "a list of objects");
  }

  String text(String name) {
    if (json.get(name) instanceof String text) {
      return text;
    }
    throw wrong(name, "a text");
  }

  List<String> texts(String name) {
    if (json.get(name) instanceof List<?> list) {
      List<String> texts = new ArrayList<>();
      for (Object element : list) {
        if (element instanceof String text) {
          texts.add(text);
        }
      }
      if (texts.size() == list.size()) {
        return texts;
      }
    }
    throw wrong(name, "a list of texts");
  }

  boolean truth(String name) {
    if (json.get(name) instanceof Boolean truth) {
      return truth;
    }
    throw wrong(name, "true or false");
  }

  boolean has(String name) {
    return json.containsKey(name);
  }

  @Nullable Object value(String name) {
    return json.get(name);
  }

  Map<String, @Nullable Object> map(String name) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    object(name).json.forEach((key, value) -> map.put(String.valueOf(key), value));
    return map;
  }

  List<String> names() {
    return json.keySet().stream().map(String::valueOf).toList();
  }

  double number(String name) {
    try {
      return Json.toDouble(json.get(name));
    } catch (IllegalArgumentException e) {
      throw wrong(name, "a number");
    }
  }

  long integer(String name, long least, long most) {
    if (json.get(name) instanceof Long number && number >= least && number <= most) {
      return number;
    }
    throw wrong(name, "a whole number from " + least + " to " + most);
  }

  /// At least `atLeast` whole numbers from 1 to `most`.
  List<Integer> sizes(String name, int atLeast, int most) {
    if (json.get(name) instanceof List<?> list && list.size() >= atLeast) {
      List<Integer> sizes = new ArrayList<>();
      for (Object element : list) {
        if (element instanceof Long size && size >= 1 && size <= most) {
          sizes.add(size.intValue());
        }
      }
      if (sizes.size() == list.size()) {
        return sizes;
      }
    }
    throw wrong(name, "a list of at least " + atLeast + " whole numbers from 1 to " + most);
  }

  /// All fields, which must be texts, numbers or truth values.
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<?, ?> field : json.entrySet()) {
      String name = String.valueOf(field.getKey());
      switch (field.getValue()) {
        case String text -> values.put(name, text);
        case Number number -> values.put(name, number);
        case Boolean truth -> values.put(name, truth);
        case null, default -> throw wrong(name, "a text, a number, true or false");
      }
    }
    return values;
  }

  RunException wrong(String name, String expected) {
    @Nullable Object found = json.get(name);
    String shown = String.valueOf(found);
    return new RunException(
        file
            + ": \""
            + path
            + name
            + "\" must be "
            + expected
            + (json.containsKey(name)
                ? ", not " + (shown.length() > 40 ? shown.substring(0, 40) + "…" : shown)
                : "; it is missing"));
  }
}
