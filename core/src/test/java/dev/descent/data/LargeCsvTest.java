package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tables whose rows do not fit in the heap, each in a process of its own.
class LargeCsvTest {
  @TempDir Path folder;

  private String run(int rows, int megabytes) throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + megabytes + "m",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                LargeCsv.class.getName(),
                Integer.toString(rows),
                folder.resolve("large.csv").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exit = process.waitFor();
    String text = Files.readString(output);
    assertThat(exit).as(text).isZero();
    return text;
  }

  /// 150,000 rows are 3 MB in memory, and 2 MB may be.
  @Test
  void rowsThatAreTooManyForTheHeapGoToAFileThatIsGoneAfterwards() throws Exception {
    assertThat(run(150_000, 32)).contains("train 135000, test 15000, ");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("large.csv", "output.txt");
  }

  @Test
  @Tag("slow")
  void tenMillionRowsNeedNoMoreThan256Megabytes() throws Exception {
    String text = run(10_000_000, 256);
    assertThat(text).contains("train 9000000, test 1000000, ");
  }
}
