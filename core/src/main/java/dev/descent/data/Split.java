package dev.descent.data;

import dev.descent.tensor.Philox;
import java.util.Arrays;

/// A dataset in two parts that have no example in common.
///
/// @param train to learn from
/// @param validation to judge by
public record Split(Dataset train, Dataset validation) {
  private static final long STREAM = 0x53504C49_00000000L;

  /// Splits at random. The same seed gives the same parts, whatever else is random in a program.
  ///
  /// - **Throws** [IllegalArgumentException] if one of the parts would be empty
  ///
  /// @param fraction the validation part's share of the examples, between 0 and 1, rounded to the
  ///   nearest count
  public static Split trainValidation(Dataset dataset, double fraction, long seed) {
    long held = Math.round(dataset.size() * fraction);
    if (!(held > 0 && held < dataset.size())) {
      throw new IllegalArgumentException(
          "a validation share of "
              + fraction
              + " leaves one part of "
              + dataset.size()
              + " examples empty; give a number between 0 and 1");
    }
    int[] order = Philox.permutation(seed, STREAM, dataset.size());
    int[] validation = Arrays.copyOfRange(order, 0, (int) held);
    int[] train = Arrays.copyOfRange(order, (int) held, order.length);
    return new Split(new Subset(dataset, train), new Subset(dataset, validation));
  }
}
