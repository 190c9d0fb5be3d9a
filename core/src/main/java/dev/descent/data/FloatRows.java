package dev.descent.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Rows of float32 numbers that are written once and then read in any order.
///
/// Few of them are kept in memory. More go to a temporary file that is mapped: the system then
/// holds as much of it in memory as there is room for. The file has no name any more once it is
/// mapped, so that it is gone with the process, whatever ends that; on systems where that cannot be
/// done, it is deleted when the program ends.
final class FloatRows {
  private static final long MOST_IN_MEMORY = 64L << 20;

  private final int width;
  private final int count;
  private final MemorySegment numbers;

  private FloatRows(int width, int count, MemorySegment numbers) {
    this.width = width;
    this.count = count;
    this.numbers = numbers;
  }

  /// How many bytes of rows are kept in memory before they go to a file.
  static long usualLimit() {
    return Math.min(MOST_IN_MEMORY, Runtime.getRuntime().maxMemory() / 16);
  }

  int width() {
    return width;
  }

  int count() {
    return count;
  }

  /// Copies `length` numbers of a row, from its column `from` on.
  void copy(int row, int from, int length, float[] to, int offset) {
    long start = ((long) row * width + from) * Float.BYTES;
    MemorySegment.copy(numbers, ValueLayout.JAVA_FLOAT, start, to, offset, length);
  }

  /// Takes rows.
  static final class Writer implements AutoCloseable {
    private final int width;
    private final long limit;
    private float[] memory;
    private int filled;
    private int count;
    private @Nullable Path file;
    private @Nullable FileChannel channel;
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    /// @param limit bytes to keep in memory before a file is used
    Writer(int width, long limit) {
      this.width = width;
      this.limit = limit;
      this.memory = new float[16 * width];
    }

    void add(float[] row) throws IOException {
      if (filled + width > memory.length) {
        makeRoom();
      }
      System.arraycopy(row, 0, memory, filled, width);
      filled += width;
      count = Math.addExact(count, 1);
    }

    private void makeRoom() throws IOException {
      if (channel == null && 2L * memory.length * Float.BYTES <= Math.max(limit, 0)) {
        memory = Arrays.copyOf(memory, 2 * memory.length);
      } else {
        write();
      }
    }

    private void write() throws IOException {
      FileChannel to = channel == null ? create() : channel;
      bytes.clear().asFloatBuffer().put(memory, 0, filled);
      bytes.limit(filled * Float.BYTES);
      while (bytes.hasRemaining()) {
        to.write(bytes);
      }
      filled = 0;
    }

    private FileChannel create() throws IOException {
      file = Files.createTempFile("descent-rows-", ".f32");
      channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      bytes = ByteBuffer.allocateDirect(memory.length * Float.BYTES).order(ByteOrder.nativeOrder());
      return channel;
    }

    /// The rows that were added.
    FloatRows finish() throws IOException {
      if (channel == null) {
        return new FloatRows(
            width, count, MemorySegment.ofArray(Arrays.copyOf(memory, filled)).asReadOnly());
      }
      write();
      return new FloatRows(
          width,
          count,
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
    }

    /// Gives up the file's name, mapped or not.
    @Override
    public void close() throws IOException {
      if (channel != null) {
        channel.close();
      }
      if (file != null) {
        try {
          Files.delete(file);
        } catch (IOException e) {
          // Some systems keep a file as long as it is mapped.
          file.toFile().deleteOnExit();
        }
      }
    }
  }
}
