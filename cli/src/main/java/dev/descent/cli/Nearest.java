package dev.descent.cli;

import java.util.Collection;
import java.util.Optional;

/// Finds what a misspelt word was meant to be.
final class Nearest {
  private Nearest() {}

  /// The candidate that takes the fewest changes, if they are at most a third of its letters; one
  /// in any case, but for the shortest, which are all alike.
  static Optional<String> of(String word, Collection<String> candidates) {
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int distance = distance(word, candidate);
      int most = candidate.length() > 2 ? Math.max(1, candidate.length() / 3) : 0;
      if (distance <= most && distance < least) {
        best = candidate;
        least = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /// What to say of a word that is none of the candidates.
  ///
  /// @param kind what the candidates are, in the singular
  static String unknown(String kind, String word, Collection<String> candidates) {
    String meant = of(word, candidates).map(" (did you mean %s?)"::formatted).orElse("");
    return "there is no %s '%s'%s; there are: %s"
        .formatted(kind, word, meant, String.join(", ", candidates));
  }

  /// How many letters must be changed, added, removed or swapped with their neighbour.
  ///
  /// **Source** the optimal string alignment distance (Boytsov 2011)
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
