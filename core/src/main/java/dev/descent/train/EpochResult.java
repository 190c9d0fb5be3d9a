package dev.descent.train;

/// How one epoch went.
///
/// @param epoch the epoch, from 1
/// @param loss the average training loss, each batch by the weights of its moment
/// @param testLoss the average loss on the test set after the epoch; NaN without a test set
/// @param accuracy the share of the test set that is classified correctly after the epoch; NaN
///   without a test set or without classes
/// @param seconds the wall time of the training part; evaluation is not included
public record EpochResult(
    int epoch, double loss, double testLoss, double accuracy, double seconds) {}
