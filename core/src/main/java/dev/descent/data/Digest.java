package dev.descent.data;

import dev.descent.tensor.Graph;
import dev.descent.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A SHA-256 of texts and of tensors: their types, shapes and elements (little-endian).
final class Digest {
  private static final int CHUNK = 1 << 16;

  // Many short calls, so that the JVM soon has its own instructions for them: it would go on with
  // one long call as that began.
  private static final int BYTES = 1 << 10;

  private final MessageDigest sha256;
  private final ByteBuffer chunk =
      ByteBuffer.allocate(CHUNK * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  Digest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  void add(String text) {
    sha256.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /// @param tensor evaluated
  void add(Tensor tensor) {
    add(tensor.dtype() + " " + tensor.shape());
    switch (Graph.storage(tensor)) {
      case byte[] bytes -> {
        for (int start = 0; start < bytes.length; start += BYTES) {
          sha256.update(bytes, start, Math.min(BYTES, bytes.length - start));
        }
      }
      case int[] ints -> {
        for (int start = 0; start < ints.length; start += CHUNK) {
          int length = Math.min(CHUNK, ints.length - start);
          chunk.clear().asIntBuffer().put(ints, start, length);
          sha256.update(chunk.clear().limit(length * Integer.BYTES));
        }
      }
      case float[] floats -> {
        for (int start = 0; start < floats.length; start += CHUNK) {
          int length = Math.min(CHUNK, floats.length - start);
          chunk.clear().asFloatBuffer().put(floats, start, length);
          sha256.update(chunk.clear().limit(length * Float.BYTES));
        }
      }
      case null, default ->
          throw new IllegalStateException("a dataset's tensors have their elements");
    }
  }

  String hex() {
    return HexFormat.of().formatHex(sha256.digest());
  }
}
