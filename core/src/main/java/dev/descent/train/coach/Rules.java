package dev.descent.train.coach;

import java.util.List;

/// All rules, in the order in which they speak.
final class Rules {
  static final List<Rule> ALL =
      java.util.stream.Stream.of(
              DataRules.ALL, LossRules.ALL, NetworkRules.ALL, EpochRules.ALL)
          .flatMap(List::stream)
          .toList();

  private Rules() {}
}
