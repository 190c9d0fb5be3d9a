package dev.descent.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/// The sizes of a network's hidden layers, from input to output.
record HiddenLayers(List<Integer> sizes) {
  private static final int MOST_LAYERS = 100;
  private static final int LARGEST = 1_000_000;

  /// Reads `512` or `256,128`; `0` and the empty text stand for no hidden layer.
  static HiddenLayers parse(String text) {
    List<Integer> sizes = new ArrayList<>();
    if (!text.isBlank() && !text.strip().equals("0")) {
      for (String part : text.split(",", -1)) {
        sizes.add(size(part.strip()));
      }
    }
    if (sizes.size() > MOST_LAYERS) {
      throw new TypeConversionException(
          "%d hidden layers; the most are %d".formatted(sizes.size(), MOST_LAYERS));
    }
    return new HiddenLayers(List.copyOf(sizes));
  }

  private static int size(String text) {
    int size = Converters.wholeNumber(text);
    if (size < 1 || size > LARGEST) {
      throw new TypeConversionException(
          "a hidden layer has 1 to %d units, not %d; for none say --hidden 0"
              .formatted(LARGEST, size));
    }
    return size;
  }
}
