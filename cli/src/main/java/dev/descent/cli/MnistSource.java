package dev.descent.cli;

import dev.descent.data.DataSource;
import dev.descent.data.DownloadProgress;
import dev.descent.data.LoadedData;
import dev.descent.data.Mnist;
import java.nio.file.Path;
import java.util.Optional;

/// Where MNIST's files come from: this machine and the network, or what a test puts in their place.
interface MnistSource {
  /// Finds the folder of the four files, see [Mnist#find].
  Optional<Path> find(Optional<Path> data);

  /// The folder for fetched files, see [Mnist#cacheFolder()].
  Path cacheFolder();

  /// Downloads what a folder lacks, see [Mnist#fetch].
  void fetch(Path folder, DownloadProgress progress);

  /// Reads or makes examples, see [DataSource#load(int)].
  default LoadedData load(DataSource source, int trainLimit) {
    return source.load(trainLimit);
  }

  /// This machine and the network.
  static MnistSource real() {
    return new MnistSource() {
      @Override
      public Optional<Path> find(Optional<Path> data) {
        return Mnist.find(data);
      }

      @Override
      public Path cacheFolder() {
        return Mnist.cacheFolder();
      }

      @Override
      public void fetch(Path folder, DownloadProgress progress) {
        Mnist.fetch(folder, progress);
      }
    };
  }
}
