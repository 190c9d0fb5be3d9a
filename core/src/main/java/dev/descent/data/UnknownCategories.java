package dev.descent.data;

/// Hears of categories in a table that the table which a model was trained on does not have. The
/// model takes them for missing.
@FunctionalInterface
public interface UnknownCategories {
  /// One cell has such a category.
  ///
  /// @param row the number of its row, from 1
  void found(long row, String column, String category);
}
