package dev.descent.data;

import dev.descent.io.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a column of a table holds.
public sealed interface CsvColumn {
  /// The name in the header.
  String name();

  /// The number of cells without a value.
  long missing();

  /// Numbers.
  ///
  /// @param least the smallest of the file
  /// @param most the largest of the file
  /// @param mean of the rows that are learned from
  /// @param deviation the standard deviation of those rows (of the population: divided by n)
  record Numeric(
      String name, long missing, double least, double most, double mean, double deviation)
      implements CsvColumn {}

  /// One of several categories. Code 0 is for any other, and for missing cells; the first category
  /// has code 1.
  ///
  /// @param categories in order: by value if all are whole numbers, otherwise by Unicode
  record Categorical(String name, long missing, List<String> categories) implements CsvColumn {
    public Categorical {
      categories = List.copyOf(categories);
    }
  }

  /// A column from which nothing is learned.
  ///
  /// @param reason why, such as "all cells are equal"
  record Dropped(String name, long missing, String reason) implements CsvColumn {}

  /// The column as JSON holds it.
  default Map<String, @Nullable Object> toMap() {
    return switch (this) {
      case Numeric n ->
          Json.object(
              "name",
              n.name,
              "kind",
              "numeric",
              "missing",
              n.missing,
              "least",
              n.least,
              "most",
              n.most,
              "mean",
              n.mean,
              "deviation",
              n.deviation);
      case Categorical c ->
          Json.object(
              "name",
              c.name,
              "kind",
              "categorical",
              "missing",
              c.missing,
              "categories",
              c.categories);
      case Dropped d ->
          Json.object("name", d.name, "kind", "dropped", "missing", d.missing, "reason", d.reason);
    };
  }
}
