package dev.descent.lab.engine;

import dev.descent.lab.state.Fields;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A part of a frame; see PROTOCOL.md.
enum Section {
  STATUS(1),
  CURVE(2),
  MAP(3),
  UNITS(4),
  WEIGHTS(5),
  HEALTH(6),
  CONFUSION(7),
  MISTAKES(8),
  HIDDEN(9),
  DRAWN(10),
  SWEEP(11);

  private final int code;

  Section(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Set<Section> read(Fields fields, String name) {
    Set<Section> wanted = EnumSet.noneOf(Section.class);
    List<String> labels = fields.texts(name, 0, values().length);
    for (String label : labels == null ? List.<String>of() : labels) {
      Section section =
          Arrays.stream(values())
              .filter(each -> each.label().equals(label))
              .findFirst()
              .orElseThrow(() ->
                  fields.error(
                      name,
                      "there is no such section; there are: "
                          + Arrays.stream(values()).map(Section::label).toList()));
      if (!wanted.add(section)) {
        throw fields.error(name, "\"%s\" names %s twice".formatted(name, label));
      }
    }
    return wanted;
  }
}
