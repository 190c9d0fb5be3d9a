package dev.descent.cli;

import dev.descent.cli.plot.Chart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The value of `--plot`: a picture whose kind is its file's ending, or none.
record PlotFile(@Nullable Path path) {
  /// Refuses endings of other kinds, and folders that are not there: before any work is done.
  static PlotFile checked(@Nullable Path path, Checks checks) {
    if (path != null && !path.toString().matches("(?i).*\\.(svg|png)")) {
      throw checks.wrong("--plot writes .svg or .png, not " + path);
    }
    Path folder = path == null ? null : path.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw checks.wrong("--plot: there is no folder " + folder + ": make it, or name another");
    }
    return new PlotFile(path);
  }

  void write(Chart chart) throws IOException {
    if (path == null) {
      return;
    }
    if (path.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      chart.writePng(path);
    } else {
      chart.writeSvg(path);
    }
  }
}
