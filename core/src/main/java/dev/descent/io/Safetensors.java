package dev.descent.io;

import dev.descent.tensor.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Tensors by name in one file, in the safetensors format.
///
/// A file is the length of its header (8 bytes, little-endian), the header (JSON: for each name its
/// type, shape and range of bytes), and the elements, row-major and little-endian, without gaps.
///
/// | in the file | read as |
/// | --- | --- |
/// | F32 | [Entry.Float32] |
/// | F64, F16, BF16 | [Entry.Float32]: F64 is rounded to the nearest float, the others are exact |
/// | I32 | [Entry.Int32] |
/// | I64 | [Entry.Int32], if every element fits; an error otherwise |
/// | U8 | [Entry.UInt8] |
///
/// Other types are refused. A file is never trusted: all ranges are checked against its size, its
/// shapes and each other before anything is allocated for them.
///
/// - **Source** Hugging Face, safetensors format
public final class Safetensors {
  /// The reference implementation's limit.
  static final int MAX_HEADER_BYTES = 100_000_000;

  static final int LENGTH_BYTES = Long.BYTES;

  private Safetensors() {}

  /// What a file holds.
  ///
  /// @param entries the tensors, in the header's order
  /// @param metadata free text by name; empty if there is none
  public record Contents(
      SequencedMap<String, Entry> entries, SequencedMap<String, String> metadata) {}

  /// One tensor: a shape, and an array with one element for each of its positions, row-major.
  /// Arrays are shared, not copied.
  ///
  /// Creating one throws [IllegalArgumentException] if a size is negative or the array's length is
  /// not the product of the sizes (1 for the empty shape of a scalar).
  @SuppressWarnings(
      "ArrayRecordComponent") // Tensors are moved, never compared; copies would be gigabytes.
  public sealed interface Entry {
    /// The sizes of the axes.
    int[] shape();

    /// The type of the elements.
    DType dtype();

    /// 32-bit floating point.
    record Float32(int[] shape, float[] values) implements Entry {
      public Float32 {
        checkLength(shape, values.length);
      }

      @Override
      public DType dtype() {
        return DType.FLOAT32;
      }
    }

    /// 32-bit signed integers.
    record Int32(int[] shape, int[] values) implements Entry {
      public Int32 {
        checkLength(shape, values.length);
      }

      @Override
      public DType dtype() {
        return DType.INT32;
      }
    }

    /// 8-bit unsigned integers: 255 is the byte −1.
    record UInt8(int[] shape, byte[] values) implements Entry {
      public UInt8 {
        checkLength(shape, values.length);
      }

      @Override
      public DType dtype() {
        return DType.UINT8;
      }
    }
  }

  /// Reads a whole file.
  ///
  /// @throws FormatException if it is damaged, cut short, or holds a type that is not in the table
  ///   above
  /// @throws IOException if it cannot be read
  public static Contents read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw IoErrors.explain("read", file, "it is a folder; give the name of a file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SafetensorsReader reader = new SafetensorsReader(file, channel);
      SafetensorsHeader header = reader.header();
      SequencedMap<String, Entry> entries = new LinkedHashMap<>();
      for (SafetensorsHeader.Slot slot : header.slots()) {
        entries.put(slot.name(), reader.entry(slot));
      }
      return new Contents(entries, header.metadata());
    } catch (IOException e) {
      throw IoErrors.explain("read", file, e);
    }
  }

  /// Replaces a file, as [AtomicFiles] does, with these tensors in their order. Files with the
  /// types in the order FLOAT32, INT32, UINT8, and names sorted within each type, equal those of
  /// the reference implementation byte for byte.
  ///
  /// @param entries the tensors; any name but `__metadata__`
  /// @param metadata free text by name; may be empty
  /// @throws IllegalArgumentException if a name is `__metadata__` or not valid Unicode, or the
  ///   header is over 100 MB
  /// @throws IOException if the file cannot be written
  public static void write(
      Path file, SequencedMap<String, ? extends Entry> entries, Map<String, String> metadata)
      throws IOException {
    byte[] header = SafetensorsWriter.header(entries, metadata);
    List<Entry> tensors = List.copyOf(entries.values());
    AtomicFiles.writeChannel(
        file,
        channel -> {
          SafetensorsWriter writer = new SafetensorsWriter(channel);
          writer.write(header);
          for (Entry tensor : tensors) {
            writer.write(tensor);
          }
          writer.flush();
        });
  }

  /// The buffer through which elements pass between arrays and files.
  ///
  /// @param bytes the size of the file
  static ByteBuffer chunk(long bytes) {
    int size = Math.clamp(bytes, Long.BYTES, 1 << 20);
    return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  static void checkLength(int[] shape, int length) {
    long elements = 1;
    for (int size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "a size is negative in the shape " + Arrays.toString(shape));
      }
      // Stays beyond any array's length once there, instead of overflowing; a size of 0 still makes
      // it 0.
      elements = Math.min(elements * size, Integer.MAX_VALUE + 1L);
    }
    if (elements != length) {
      throw new IllegalArgumentException(
          "an array of %d elements does not fill the shape %s"
              .formatted(length, Arrays.toString(shape)));
    }
  }
}
