package dev.descent.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// How one epoch went.
///
/// @param epoch the epoch, from 1
/// @param steps the steps done when it ended, those of all epochs before it included
/// @param loss the average training loss, each batch by the weights of its moment
/// @param testLoss the average loss on the test set after the epoch; NaN without a test set
/// @param accuracy the share of the test set that is classified correctly after the epoch; NaN
///   without a test set or without classes
/// @param seconds the wall time of the training part; evaluation is not included
/// @param metrics further figures of the test by name; see [Evaluation#metrics()]
public record EpochResult(
    int epoch,
    long steps,
    double loss,
    double testLoss,
    double accuracy,
    double seconds,
    Map<String, Double> metrics) {
  public EpochResult {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
