package dev.descent.lab.engine;

import dev.descent.lab.state.Fields;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A part of a frame; see PROTOCOL.md.
enum Section {
  STATUS,
  CURVE,
  MAP,
  UNITS,
  WEIGHTS,
  HEALTH,
  CONFUSION,
  MISTAKES,
  HIDDEN,
  DRAWN,
  SWEEP;

  int code() {
    return ordinal() + 1;
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
      wanted.add(section);
    }
    return wanted;
  }
}
