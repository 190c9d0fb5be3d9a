package dev.descent.cli;

import dev.descent.data.GeneratedDigits;
import dev.descent.data.LabelledImages;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The four files of MNIST, with few digits, which are generated.
final class TinyMnist {
  static final int TEST = 200;

  private TinyMnist() {}

  static Path write(Path folder, int train) throws IOException {
    Files.createDirectories(folder);
    write(folder, "train", GeneratedDigits.generate(train, 1));
    write(folder, "t10k", GeneratedDigits.generate(TEST, 2));
    return folder;
  }

  private static void write(Path folder, String part, LabelledImages images) throws IOException {
    try (var out = open(folder.resolve(part + "-images-idx3-ubyte"))) {
      for (int number : new int[] {0x803, images.count(), images.height(), images.width()}) {
        out.writeInt(number);
      }
      out.write(images.pixels());
    }
    try (var out = open(folder.resolve(part + "-labels-idx1-ubyte"))) {
      out.writeInt(0x801);
      out.writeInt(images.count());
      out.write(images.labels());
    }
  }

  private static DataOutputStream open(Path file) throws IOException {
    return new DataOutputStream(Files.newOutputStream(file));
  }
}
