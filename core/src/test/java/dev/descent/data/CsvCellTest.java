package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.tensor.Philox;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvCellTest {
  @Test
  void readsNumbersAsTheJdkDoes() {
    for (String cell :
        List.of(
            "0",
            "-0",
            "+7",
            "3.25",
            ".5",
            "5.",
            "1e3",
            "1E-3",
            "-2.5e+10",
            "0.1",
            "123456789012345",
            "1234567890123456789012",
            "0.000000000000001",
            "9007199254740993",
            "3.4e38",
            "1e-320",
            "00012.50")) {
      assertThat(CsvCell.number(cell)).as(cell).isEqualTo(Double.parseDouble(cell));
    }
    int[] words = new int[4];
    for (int i = 0; i < 10_000; i++) {
      Philox.block(1, 2, i, words);
      double value = words[0] * Math.pow(10, words[1] % 12);
      String cell = i % 2 == 0 ? Double.toString(value) : Float.toString((float) value);
      assertThat(CsvCell.number(cell)).as(cell).isEqualTo(Double.parseDouble(cell));
    }
  }

  @Test
  void takesNothingElseForANumber() {
    for (String cell :
        List.of(
            "",
            "-",
            ".",
            "e5",
            "1e",
            "1e+",
            "0x10",
            "1d",
            "1f",
            "1 2",
            "1,5",
            "Infinity",
            "inf",
            "NaN",
            "1.2.3",
            "--1",
            "1e400",
            "4e38",
            "٣",
            "1_000",
            "12o")) {
      assertThat(CsvCell.number(cell)).as(cell).isNaN();
    }
  }

  @Test
  void knowsMissingCells() {
    assertThat(List.of("", "?", "NA", "na", "N/A", "null", "NULL", "NaN", "nan"))
        .allMatch(CsvCell::isMissing);
    assertThat(List.of("0", "no", "none", "-", "Nadia", "x")).noneMatch(CsvCell::isMissing);
  }

  @Test
  void wholeNumbersAreOneCategoryHoweverTheyAreWritten() {
    assertThat(List.of("2.0", "2.", "2")).allMatch(cell -> CsvCell.category(cell).equals("2"));
    assertThat(List.of("2.5", ".0", "v2.0", "02", "a.b", "1.0.0"))
        .allMatch(cell -> CsvCell.category(cell).equals(cell));
  }
}
