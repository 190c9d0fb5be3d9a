package dev.descent.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/// A file among the resources, and its digest.
///
/// @param crc the CRC-32 of the content; a jar's directory has it, so that nothing large is read to
///   know it
record NativeResource(URL url, String file, long size, long crc) {

  /// Finds a resource of the class path, or null where there is none.
  static @Nullable NativeResource find(String path, String file) throws IOException {
    ClassLoader loader = NativeResource.class.getClassLoader();
    URL url = loader == null ? ClassLoader.getSystemResource(path) : loader.getResource(path);
    if (url == null) {
      return null;
    }
    URLConnection connection = url.openConnection();
    if (connection instanceof JarURLConnection jar) {
      ZipEntry entry = jar.getJarEntry();
      if (entry != null && entry.getSize() >= 0 && entry.getCrc() >= 0) {
        return new NativeResource(url, file, entry.getSize(), entry.getCrc());
      }
    }
    CRC32 crc = new CRC32();
    try (InputStream in = new CheckedInputStream(connection.getInputStream(), crc)) {
      long size = in.transferTo(OutputStream.nullOutputStream());
      return new NativeResource(url, file, size, crc.getValue());
    }
  }
}
