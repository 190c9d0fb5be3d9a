package dev.descent.lab.state;

import dev.descent.data.ToySets;
import dev.descent.io.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is learned from.
///
/// @param set one of [#SETS]
/// @param points how many of a generated set, or pictures
/// @param noise of a generated set
/// @param split the share for training
/// @param balance the share of class 1 in a generated set
/// @param sorted whether the examples to train on stand in the order of their classes
/// @param seed what a generated set comes from
/// @param own points drawn by hand, for the set "points"
/// @param csv a pasted table, for the set "csv"
public record DataState(
    String set,
    int points,
    double noise,
    double split,
    double balance,
    boolean sorted,
    long seed,
    List<OwnPoint> own,
    String csv) {
  /// Points drawn by hand.
  public static final String OWN = "points";

  /// A pasted table.
  public static final String CSV = "csv";

  /// MNIST.
  public static final String MNIST = "mnist";

  /// Digits that are generated.
  public static final String DIGITS = "digits";

  /// The names of all sets.
  public static final List<String> SETS =
      Stream.concat(
              Stream.of(ToySets.Kind.values()).map(ToySets.Kind::label),
              Stream.of(OWN, CSV, MNIST, DIGITS))
          .toList();

  /// A point drawn by hand.
  ///
  /// @param x from −6 to 6
  /// @param y from −6 to 6
  /// @param label the class, from 0 to 9
  public record OwnPoint(double x, double y, int label) {}

  /// Copies the list.
  public DataState {
    own = List.copyOf(own);
  }

  /// Whether the inputs are pictures of digits.
  public boolean isPictures() {
    return set.equals(MNIST) || set.equals(DIGITS);
  }

  static DataState from(Fields fields) {
    String set = fields.text("set", 20, "circle");
    if (!SETS.contains(set)) {
      throw fields.error("set", "there is no set \"" + set + "\"; there are: " + SETS);
    }
    boolean pictures = set.equals(MNIST) || set.equals(DIGITS);
    DataState state =
        new DataState(
            set,
            (int)
                fields.whole(
                    "points",
                    pictures ? 100 : 10,
                    pictures ? Limits.PICTURES : Limits.POINTS,
                    pictures ? 6000 : 500),
            fields.number("noise", 0, 0.5, 0),
            fields.number("split", 0.1, 0.9, pictures ? 0.8 : 0.5),
            fields.number("balance", 0.1, 0.9, 0.5),
            fields.truth("sorted", false),
            fields.whole("seed", 0, Limits.SEED, 1),
            own(fields),
            fields.text("csv", Limits.CSV, ""));
    fields.finish();
    return state;
  }

  private static List<OwnPoint> own(Fields fields) {
    List<OwnPoint> points = new ArrayList<>();
    List<?> given = fields.list("own", 0, Limits.OWN);
    for (Object each : given == null ? List.of() : given) {
      if (!(each instanceof List<?> list
          && list.size() == 3
          && list.get(0) instanceof Number x
          && list.get(1) instanceof Number y
          && list.get(2) instanceof Number label
          && Math.abs(x.doubleValue()) <= 6
          && Math.abs(y.doubleValue()) <= 6
          && label.doubleValue() == Math.rint(label.doubleValue())
          && label.intValue() >= 0
          && label.intValue() <= 9)) {
        throw fields.error(
            "own[" + points.size() + "]",
            "a point is [x, y, label]: x and y from -6 to 6, the label a class from 0 to 9");
      }
      points.add(new OwnPoint(x.doubleValue(), y.doubleValue(), label.intValue()));
    }
    return points;
  }

  Map<String, @Nullable Object> toMap() {
    return Json.object(
        "set", set,
        "points", points,
        "noise", noise,
        "split", split,
        "balance", balance,
        "sorted", sorted,
        "seed", seed,
        "own", own.stream().map(p -> List.<Object>of(p.x, p.y, p.label)).toList(),
        "csv", csv);
  }
}
