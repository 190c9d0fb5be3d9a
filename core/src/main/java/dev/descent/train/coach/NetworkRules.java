package dev.descent.train.coach;

import java.util.List;

/// x
final class NetworkRules {
  static final List<Rule> ALL = List.of();

  private NetworkRules() {}
}
