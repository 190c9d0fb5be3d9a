package dev.descent.cli;

import java.util.List;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/// The runs of a sweep that differ in nothing but their seeds.
///
/// @param settings what varies but for the seed
record SweepRow(SequencedMap<String, String> settings, List<SweepResult> results) {
  /// The settings in words; `all` where nothing but the seed varies.
  String name() {
    return settings.isEmpty() ? "all" : SweepCell.text(settings);
  }

  /// How many of the runs diverged.
  int diverged() {
    return (int) results.stream().filter(result -> result.divergedAt().isPresent()).count();
  }

  /// A figure over the runs that did not diverge.
  Spread spread(ToDoubleFunction<SweepResult> figure) {
    return Spread.of(
        results.stream()
            .filter(result -> result.divergedAt().isEmpty())
            .mapToDouble(figure)
            .filter(Double::isFinite)
            .boxed()
            .toList());
  }

  Spread bestAccuracy() {
    return spread(SweepResult::bestAccuracy);
  }

  Spread testLoss() {
    return spread(SweepResult::testLoss);
  }

  Spread secondsAnEpoch() {
    return spread(SweepResult::secondsAnEpoch);
  }
}
