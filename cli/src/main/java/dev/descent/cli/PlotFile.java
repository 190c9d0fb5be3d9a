package dev.descent.cli;

import dev.descent.cli.plot.Chart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The value of `--plot`: a picture whose kind is its file's ending, or none.
record PlotFile(@Nullable Path path) {
  /// Refuses endings of other kinds.
  static PlotFile checked(@Nullable Path path, Checks checks) {
    if (path != null && !path.toString().matches("(?i).*\\.(svg|png)")) {
      throw checks.wrong("--plot writes .svg or .png, not " + path);
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
