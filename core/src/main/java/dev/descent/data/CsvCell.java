package dev.descent.data;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a cell says.
final class CsvCell {
  /// Powers of ten that a double holds exactly.
  private static final double[] POWERS = new double[23];

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = Double.parseDouble("1e" + i);
    }
  }

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  /// `3,14`, `1.234,5`
  private static final Pattern DECIMAL_COMMA =
      Pattern.compile("[+-]?([0-9]{1,3}(\\.[0-9]{3})+|[0-9]*),[0-9]+([eE][+-]?[0-9]+)?");

  /// `1,234,567.5`
  private static final Pattern THOUSANDS =
      Pattern.compile("[+-]?[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]+)?");

  private CsvCell() {}

  /// What is wrong with a cell that is meant as a number, but is none ([#number]); null if it is
  /// not meant as one.
  static @Nullable String mistake(String cell) {
    if (DECIMAL_COMMA.matcher(cell).matches() || THOUSANDS.matcher(cell).matches()) {
      return "write numbers with a decimal point, and with nothing between thousands";
    }
    return isNumberBeyondRange(cell)
        ? "numbers go to 3.4e38, which is what float32 holds; use a smaller unit"
        : null;
  }

  private static boolean isNumberBeyondRange(String cell) {
    return NUMBER.matcher(cell).matches() && Double.isNaN(number(cell));
  }

  /// Whether the cell has no value: it is empty, `?`, or (in any case) `NA`, `N/A`, `null` or
  /// `NaN`.
  static boolean isMissing(String cell) {
    return switch (cell.length()) {
      case 0 -> true;
      case 1 -> cell.charAt(0) == '?';
      case 2, 3, 4 -> {
        char first = cell.charAt(0);
        yield (first == 'n' || first == 'N')
            && switch (cell.toLowerCase(Locale.ROOT)) {
              case "na", "n/a", "null", "nan" -> true;
              default -> false;
            };
      }
      default -> false;
    };
  }

  /// The number that the cell is: decimal digits with an optional sign, point and exponent, within
  /// the range of float32. NaN if it is none.
  static double number(String cell) {
    int length = cell.length();
    int i = length > 0 && (cell.charAt(0) == '-' || cell.charAt(0) == '+') ? 1 : 0;
    long digits = 0;
    int count = 0;
    int point = -1;
    for (; i < length; i++) {
      char c = cell.charAt(i);
      if (c >= '0' && c <= '9') {
        // Beyond 18 digits the sum is no longer used.
        digits = digits * 10 + (c - '0');
        count++;
      } else if (c == '.' && point < 0) {
        point = count;
      } else {
        break;
      }
    }
    if (count == 0 || (i < length && !isExponent(cell, i))) {
      return Double.NaN;
    }
    int fraction = point < 0 ? 0 : count - point;
    double value;
    if (i == length && count <= 15) {
      // Both are exact, so that their quotient is the nearest double (Clinger 1990).
      double magnitude = digits / POWERS[fraction];
      value = cell.charAt(0) == '-' ? -magnitude : magnitude;
    } else {
      value = Double.parseDouble(cell);
    }
    return Math.abs(value) <= Float.MAX_VALUE ? value : Double.NaN;
  }

  private static boolean isExponent(String cell, int at) {
    int i = at + 1;
    if ((cell.charAt(at) | 0x20) != 'e') {
      return false;
    }
    if (i < cell.length() && (cell.charAt(i) == '-' || cell.charAt(i) == '+')) {
      i++;
    }
    int first = i;
    while (i < cell.length() && cell.charAt(i) >= '0' && cell.charAt(i) <= '9') {
      i++;
    }
    return i > first && i == cell.length();
  }

  /// The category that the cell names: its text, but `2.0` and `2` are the same.
  static String category(String cell) {
    int point = cell.indexOf('.');
    if (point < 1) {
      return cell;
    }
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      boolean whole = i > point ? c == '0' : i == point || (c >= '0' && c <= '9') || c == '-';
      if (!whole) {
        return cell;
      }
    }
    return cell.substring(0, point);
  }
}
