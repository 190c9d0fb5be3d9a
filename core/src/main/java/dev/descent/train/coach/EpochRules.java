package dev.descent.train.coach;

import java.util.List;

/// x
final class EpochRules {
  static final List<Rule> ALL = List.of();

  private EpochRules() {}
}
