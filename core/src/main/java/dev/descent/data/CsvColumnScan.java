package dev.descent.data;

import dev.descent.data.CsvColumn.Categorical;
import dev.descent.data.CsvColumn.Dropped;
import dev.descent.data.CsvColumn.Numeric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the first reading of a file gathers about a column, in bounded memory.
final class CsvColumnScan {
  /// Categories that a column may have.
  static final int MOST_CATEGORIES = 100;

  /// The same where the user has said that it is categorical.
  static final int MOST_DECIDED = 10_000;

  /// Different texts by which a name or a number of a row is told from a category.
  private static final int ENOUGH_TO_TELL = 2_000;

  /// What is longer is a text of its own, not the name of a category.
  private static final int LONGEST_CATEGORY = 200;

  /// The fewest rows in which counting up is no accident.
  private static final int FEWEST_COUNTED = 10;

  final String name;
  private final int most;
  private final Set<String> different = new HashSet<>();
  private boolean overflow;
  private long missing;
  private long numbers;
  private long texts;
  private long counted;
  private boolean whole = true;
  private boolean countsUp = true;
  private double last;
  private double least = Double.POSITIVE_INFINITY;
  private double largest = Double.NEGATIVE_INFINITY;
  private final Moments moments = new Moments();
  private long firstTextLine;
  private String firstText = "";
  private long mistakes;

  /// @param most the most categories
  CsvColumnScan(String name, int most) {
    this.name = name;
    this.most = most;
  }

  void add(String cell, long line) {
    if (CsvCell.isMissing(cell)) {
      missing++;
      return;
    }
    double number = CsvCell.number(cell);
    if (Double.isNaN(number)) {
      addText(cell, line);
    } else {
      addNumber(number);
    }
    if (!overflow) {
      different.add(CsvCell.category(cell));
      counted++;
      overflow =
          different.size() > Math.max(most, texts == 0 ? 0 : ENOUGH_TO_TELL)
              || cell.length() > LONGEST_CATEGORY;
    }
  }

  private void addText(String cell, long line) {
    if (texts++ == 0) {
      firstTextLine = line;
      firstText = cell;
    }
    // What is no number so far need not be looked at any more.
    if (mistakes == texts - 1 && CsvCell.mistake(cell) != null) {
      mistakes++;
    }
  }

  private void addNumber(double number) {
    whole &= number == Math.rint(number);
    countsUp &= numbers == 0 ? number == 0 || number == 1 : number == last + 1;
    last = number;
    least = Math.min(least, number);
    largest = Math.max(largest, number);
    moments.add(number);
    numbers++;
  }

  /// Whether each cell has a number.
  boolean isNumeric() {
    return texts == 0 && numbers > 0;
  }

  boolean isEmpty() {
    return texts + numbers == 0;
  }

  boolean isConstant() {
    return !overflow && different.size() == 1;
  }

  boolean tooManyCategories() {
    return overflow || different.size() > most;
  }

  /// Whether there are few whole numbers, each several times.
  boolean looksLikeClasses(int most) {
    return isNumeric()
        && whole
        && !overflow
        && different.size() <= most
        && numbers >= 3L * different.size();
  }

  int categories() {
    return different.size();
  }

  long missing() {
    return missing;
  }

  /// Where a column of numbers has its first text; null if it has none, or no numbers.
  @Nullable String textAmongNumbers() {
    return numbers == 0 || texts == 0
        ? null
        : "line %d has \"%s\"".formatted(firstTextLine, CsvInference.shorten(firstText, 30));
  }

  /// What is wrong where all texts are meant as numbers, in one line; null if they are not.
  @Nullable String mistake() {
    return texts == 0 || mistakes < texts
        ? null
        : "\"%s\" has \"%s\" in line %d: %s"
            .formatted(
                name,
                CsvInference.shorten(firstText, 30),
                firstTextLine,
                CsvCell.mistake(firstText));
  }

  /// Why nothing could be learned from the column; null if something could.
  @Nullable String uselessness() {
    if (isEmpty()) {
      return "all cells are missing";
    }
    if (isConstant() && missing == 0) {
      return "all cells are equal";
    }
    if (isNumeric() && countsUp && missing == 0 && numbers >= FEWEST_COUNTED) {
      return "it counts the rows";
    }
    boolean nearlyUnique = different.size() > 0.9 * counted || different.isEmpty();
    if (numbers < texts && tooManyCategories() && (nearlyUnique || isProse())) {
      return "nearly every cell is different";
    }
    return null;
  }

  private boolean isProse() {
    return different.stream().anyMatch(text -> text.length() > LONGEST_CATEGORY);
  }

  Numeric numeric() {
    return new Numeric(name, missing, least, largest, moments.mean(), moments.deviation());
  }

  Categorical categorical() {
    List<String> sorted = new ArrayList<>(different);
    Comparator<String> order =
        texts == 0 ? Comparator.comparingDouble(CsvCell::number) : Comparator.naturalOrder();
    sorted.sort(order.thenComparing(Comparator.naturalOrder()));
    return new Categorical(name, missing, sorted);
  }

  Dropped dropped(String reason) {
    return new Dropped(name, missing, reason);
  }
}
