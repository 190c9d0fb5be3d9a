package dev.descent.cli;

import dev.descent.data.UnknownCategories;
import dev.descent.io.OneLine;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Says, once of each, which categories of a table a model does not know, and remembers the rows in
/// which they are.
final class UnknownReport implements UnknownCategories {
  /// A column that is full of others needs no list of them.
  private static final int MOST_SAID = 10;

  private final Terminal terminal;
  private final Path file;
  private final Map<String, Set<String>> said = new HashMap<>();
  private final Map<Long, Map<String, String>> rows = new HashMap<>();

  UnknownReport(Terminal terminal, Path file) {
    this.terminal = terminal;
    this.file = file;
  }

  @Override
  public void found(long row, String column, String category) {
    rows.computeIfAbsent(row, _ -> new LinkedHashMap<>()).put(column, category);
    Set<String> known = said.computeIfAbsent(column, _ -> new HashSet<>());
    if (known.size() > MOST_SAID || !known.add(category)) {
      return;
    }
    String text =
        known.size() > MOST_SAID
            ? "%s: row %d: more values of \"%s\" that the model does not know; of the rest nothing is said"
                .formatted(file, row, column)
            : "%s: row %d: the model does not know \"%s\" as a value of \"%s\", and takes it for missing"
                .formatted(file, row, category, column);
    terminal.say(OneLine.of(text));
  }

  /// What a row has that the model does not know, by column; forgets it.
  Map<String, String> take(long row) {
    Map<String, String> found = rows.remove(row);
    return found == null ? Map.of() : found;
  }
}
