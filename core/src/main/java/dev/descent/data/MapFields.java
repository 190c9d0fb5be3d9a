package dev.descent.data;

import dev.descent.io.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads a map that came from JSON field by field, with errors that name the field.
record MapFields(String path, Map<?, ?> map) {
  MapFields object(String name) {
    if (map.get(name) instanceof Map<?, ?> object) {
      return new MapFields(path + "." + name, object);
    }
    throw wrong(name, "an object");
  }

  List<MapFields> objects(String name) {
    List<MapFields> objects = new ArrayList<>();
    for (Object element : list(name)) {
      if (!(element instanceof Map<?, ?> object)) {
        throw wrong(name, "a list of objects");
      }
      objects.add(new MapFields(path + "." + name + "[" + objects.size() + "]", object));
    }
    return objects;
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object element : list(name)) {
      if (!(element instanceof String text)) {
        throw wrong(name, "a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  private List<?> list(String name) {
    if (map.get(name) instanceof List<?> list) {
      return list;
    }
    throw wrong(name, "a list");
  }

  String text(String name) {
    if (map.get(name) instanceof String text) {
      return text;
    }
    throw wrong(name, "a text");
  }

  boolean flag(String name) {
    if (map.get(name) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, "true or false");
  }

  double number(String name) {
    try {
      return Json.toDouble(map.get(name));
    } catch (IllegalArgumentException e) {
      throw wrong(name, "a number");
    }
  }

  long integer(String name, long least, long most) {
    @Nullable Object value = map.get(name);
    if ((value instanceof Long || value instanceof Integer)
        && ((Number) value).longValue() >= least
        && ((Number) value).longValue() <= most) {
      return ((Number) value).longValue();
    }
    throw wrong(name, "a whole number from " + least + " to " + most);
  }

  Set<String> names() {
    return map.keySet().stream()
        .map(String::valueOf)
        .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
  }

  IllegalArgumentException wrong(String name, String expected) {
    return new IllegalArgumentException(
        "%s.%s must be %s, not %s".formatted(path, name, expected, map.get(name)));
  }
}
