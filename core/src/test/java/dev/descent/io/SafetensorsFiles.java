package dev.descent.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Makes safetensors files byte by byte.
final class SafetensorsFiles {
  private SafetensorsFiles() {}

  static Path save(Path folder, byte[] content) throws IOException {
    return Files.write(folder.resolve("file.safetensors"), content);
  }

  static byte[] bytes(long length, String header, byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
    out.write(header.getBytes(UTF_8));
    out.write(data);
    return out.toByteArray();
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SafetensorsFiles.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }
}
