package dev.descent.cli;

import dev.descent.data.GeneratedDigits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The four files of MNIST, with few digits, which are generated.
final class TinyMnist {
  static final int TEST = 200;

  private TinyMnist() {}

  static Path write(Path folder, int train) throws IOException {
    Files.createDirectories(folder);
    StartUpCache.write(folder, "train", GeneratedDigits.generate(train, 1));
    StartUpCache.write(folder, "t10k", GeneratedDigits.generate(TEST, 2));
    return folder;
  }
}
