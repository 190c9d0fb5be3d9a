package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.io.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSourceTest {
  @TempDir Path folder;

  @Test
  void sourcesSurviveJson() throws IOException {
    for (DataSource source :
        List.of(
            new DataSource.Mnist(folder),
            new DataSource.Digits(200, 50),
            new DataSource.Toy(ToySets.Kind.MOONS, 100, 0.25, -3, 0.5),
            new DataSource.Csv(folder.resolve("a.csv"), "y", CsvOptions.DEFAULTS),
            new DataSource.Images(folder, 8, 9, 0.1, 4))) {
      Path file = folder.resolve(source.kind() + ".json");
      Json.write(file, source.toMap());
      assertThat(DataSource.fromMap(Json.read(file))).isEqualTo(source);
    }
  }

  @Test
  void saysWhichFieldMakesNoSense() {
    assertThatThrownBy(() -> DataSource.fromMap(Map.of("kind", "sql")))
        .hasMessage("data.kind must be mnist, digits, toy, csv or images, not sql");
    assertThatThrownBy(() -> DataSource.fromMap(Map.of("kind", "digits", "train", 0L)))
        .hasMessage("data.train must be a whole number from 1 to 2000000, not 0");
    assertThatThrownBy(() -> DataSource.fromMap(Map.of()))
        .hasMessage("data.kind must be a text, not null");
  }

  @Test
  void digitsAndToysLoad() {
    LoadedData digits = new DataSource.Digits(30, 10).load(20);
    assertThat(digits.train().size()).isEqualTo(20);
    assertThat(digits.test().size()).isEqualTo(10);
    assertThat(digits.classNames()).hasSize(10);
    assertThat(digits.train().digest()).isNotEqualTo(digits.test().digest());
    LoadedData toy = new DataSource.Toy(ToySets.Kind.XOR, 100, 0, 1, 0.25).load(1000);
    assertThat(toy.train().size()).isEqualTo(75);
    assertThat(toy.test().size()).isEqualTo(25);
    assertThat(toy.classNames()).containsExactly("0", "1");
  }

  @Test
  void aPartsDigestIsThatOfTheSameExamplesElsewhere() {
    Dataset toys = ToySets.of(ToySets.Kind.MOONS, 2500, 0.1, 1);
    Dataset first = Subset.first(toys, 1500);
    assertThat(first.digest()).isEqualTo(Subset.first(first, 2000).digest());
    assertThat(first.digest()).isNotEqualTo(Subset.first(toys, 1499).digest());
  }
}
