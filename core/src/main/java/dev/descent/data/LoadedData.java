package dev.descent.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a [DataSource] yields.
///
/// @param train to learn from
/// @param test to judge by; none of its examples is in `train`
/// @param classNames names of the classes, in the order of their numbers; none for regression
/// @param images the size of the images, whose inputs are `[height·width]`; null if the examples
///   are none
/// @param schema what the columns of a table are; null if the examples are no rows of a table
/// @param notes what was decided about the data that a person might have expected otherwise, one
///   sentence each
public record LoadedData(
    Dataset train,
    Dataset test,
    List<String> classNames,
    @Nullable ImageSize images,
    @Nullable CsvSchema schema,
    List<String> notes) {
  public LoadedData {
    classNames = List.copyOf(classNames);
    notes = List.copyOf(notes);
  }

  /// The size of images.
  ///
  /// @param height rows
  /// @param width columns
  public record ImageSize(int height, int width) {}

  /// The parts of a set of images.
  static LoadedData of(LabelledImages train, LabelledImages test, List<String> classNames) {
    return new LoadedData(
        TensorDataset.of(train),
        TensorDataset.of(test),
        classNames,
        new ImageSize(train.height(), train.width()),
        null,
        List.of());
  }
}
