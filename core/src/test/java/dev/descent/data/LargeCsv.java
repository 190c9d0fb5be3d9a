package dev.descent.data;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Loads a table of as many rows as asked for, which it writes first, and runs through an epoch of
/// it: `LargeCsv ROWS FILE`. It prints the sum of the training labels, the mean of the first column
/// and what time and memory it took.
final class LargeCsv {
  private LargeCsv() {}

  public static void main(String[] arguments) throws IOException {
    int rows = Integer.parseInt(arguments[0]);
    Path file = Path.of(arguments[1]);
    write(rows, file);
    long start = System.nanoTime();
    LoadedData data =
        new DataSource.Csv(file, "class", CsvOptions.DEFAULTS.withValidation(0.1, 1)).load();
    double loaded = (System.nanoTime() - start) * 1e-9;
    long sum = 0;
    for (Batch batch : new DataLoader(data.train(), 1024).shuffled(1)) {
      for (int label : batch.labels().toIntArray()) {
        sum += label;
      }
    }
    double epoch = (System.nanoTime() - start) * 1e-9 - loaded;
    CsvColumn.Numeric first =
        (CsvColumn.Numeric) Objects.requireNonNull(data.schema()).inputs().getFirst();
    System.out.printf(
        "train %d, test %d, labels %d, mean %.3f%n",
        data.train().size(), data.test().size(), sum, first.mean());
    System.out.printf(
        "%d MB of text: loaded in %.1f s, an epoch of batches in %.1f s, heap at most %d MB%n",
        Files.size(file) >> 20, loaded, epoch, Runtime.getRuntime().maxMemory() >> 20);
  }

  private static void write(int rows, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("a,b,town,c,class\n");
      for (int i = 0; i < rows; i++) {
        long mixed = (i * 0x9E3779B97F4A7C15L) >>> 33;
        out.write(mixed % 1000 + "." + mixed % 7 + ",");
        out.write((i % 11 == 0 ? "" : Long.toString(mixed % 977)) + ",");
        out.write("town " + mixed % 20 + "," + (mixed % 5 - 2) + "e-3," + i % 3 + "\n");
      }
    }
  }
}
