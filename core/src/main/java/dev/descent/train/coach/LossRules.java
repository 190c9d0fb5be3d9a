package dev.descent.train.coach;

import java.util.List;

/// x
final class LossRules {
  static final List<Rule> ALL = List.of();

  private LossRules() {}
}
