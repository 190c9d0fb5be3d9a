package dev.descent.train.coach;

import java.util.List;

/// x
final class DataRules {
  static final List<Rule> ALL = List.of();

  private DataRules() {}
}
