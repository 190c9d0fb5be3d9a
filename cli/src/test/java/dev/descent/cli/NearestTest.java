package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "kitten, sitting, 3",
    "mnist, mnist, 0",
    "mnits, mnist, 1",
    "relu, gelu, 1",
    "'', abc, 3",
    "abc, '', 3",
    "ca, ac, 1",
    "adam, sgd, 4"
  })
  void countsChangesAndSwaps(String a, String b, int distance) {
    assertThat(Nearest.distance(a, b)).isEqualTo(distance);
    assertThat(Nearest.distance(b, a)).isEqualTo(distance);
  }

  @Test
  void suggestsOnlyWhatIsNear() {
    List<String> words = List.of("train", "eval", "predict", "-b", "sgd");
    assertThat(Nearest.of("trian", words)).contains("train");
    assertThat(Nearest.of("predcit", words)).contains("predict");
    assertThat(Nearest.of("sdg", words)).contains("sgd");
    assertThat(Nearest.of("cats", words)).isEmpty();
    assertThat(Nearest.of("-x", words)).isEmpty();
  }
}
