package dev.descent.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainNumberTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "-3, -3",
    "0, 0",
    "0.5, 0.5",
    "-0.25, -0.25",
    "0.001, 0.001",
    "0.0005, 0.0005",
    "-1e-6, -0.000001",
    "1e-7, 1.0E-7",
    "1e-12, 1.0E-12",
    "123456789, 123456789",
    "12345678.5, 12345678.5",
    "1234567890.5, 1.2345678905E9",
    "999999999999999, 999999999999999",
    "1e15, 1.0E15",
    "NaN, NaN",
    "Infinity, Infinity"
  })
  void isWrittenAsPeopleWriteIt(double number, String text) {
    assertThat(PlainNumber.of(number)).isEqualTo(text);
  }

  @Test
  void isReadBackToTheLastDigit() {
    for (double number = 1.1e-9; number < 1e18; number *= 1.37) {
      assertThat(Double.parseDouble(PlainNumber.of(number))).isEqualTo(number);
      assertThat(Double.parseDouble(PlainNumber.of(-number))).isEqualTo(-number);
    }
  }
}
