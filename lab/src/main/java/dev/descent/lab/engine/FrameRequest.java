package dev.descent.lab.engine;

import dev.descent.lab.state.Fields;
import java.util.Set;

/// What a page wants to see next.
///
/// @param id told back; 0 for none
/// @param want the sections
/// @param curve how many points of this version of the curve the page has
/// @param curveVersion the version of the curve that the page has
/// @param size side of the map
/// @param unitSize side of the maps of units
record FrameRequest(
    long id, Set<Section> want, int curve, int curveVersion, int size, int unitSize) {
  static FrameRequest read(Fields fields, long id) {
    FrameRequest request =
        new FrameRequest(
            id,
            Section.read(fields, "want"),
            (int) fields.whole("curve", 0, 1_000_000, 0),
            (int) fields.whole("curveVersion", 0, Integer.MAX_VALUE, 0),
            (int) fields.whole("size", 10, 200, 100),
            (int) fields.whole("unitSize", 4, 64, 30));
    fields.finish();
    return request;
  }
}
