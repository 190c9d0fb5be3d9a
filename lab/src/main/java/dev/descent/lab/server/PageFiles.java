package dev.descent.lab.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The page: files in the program's own jar, by names that cannot lead elsewhere.
final class PageFiles {
  private static final Pattern NAME =
      Pattern.compile("/(favicon\\.svg|assets/[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*)");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "json", "application/json",
          "woff2", "font/woff2");

  /// A file.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record File(byte[] content, String type, boolean forEver) {}

  /// The file of a path.
  Optional<File> find(String path) {
    if (path.equals("/")) {
      return read("page/index.html", false).or(() -> read("missing/index.html", false));
    }
    return NAME.matcher(path).matches()
        ? read("page" + path, path.startsWith("/assets/"))
        : Optional.empty();
  }

  /// Whether the page has been built into the program.
  boolean isBuilt() {
    return PageFiles.class.getResource("/dev/descent/lab/page/index.html") != null;
  }

  private static Optional<File> read(String name, boolean forEver) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      return Optional.empty();
    }
    try (InputStream in = PageFiles.class.getResourceAsStream("/dev/descent/lab/" + name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new File(in.readAllBytes(), type, forEver));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
