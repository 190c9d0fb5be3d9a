package dev.descent.io;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Appends JSON objects, one a line; [Json] says how values are written, [JsonLines] reads them.
///
/// Each line is handed to the operating system whole before [#write] returns, so that a process
/// killed at any instant leaves at most one incomplete line, the last. Lines are not forced to the
/// disk: a power cut can take the newest ones. Threads may share a writer; a file may have only
/// one.
public final class JsonLinesWriter implements Closeable {
  private static final int BLOCK_BYTES = 1 << 13;

  private final IOConsumer<byte[]> lines;
  private final OutputStream out;
  private final @Nullable FileChannel file;

  private JsonLinesWriter(IOConsumer<byte[]> lines, OutputStream out, @Nullable FileChannel file) {
    this.lines = lines;
    this.out = out;
    this.file = file;
  }

  /// Opens a file for appending and creates it where it is missing. An incomplete last line, left
  /// by a killed process, is cut off first.
  ///
  /// @throws FormatException if the file's last 16 MiB hold no line feed: it is not a file of JSON
  ///   lines
  /// @throws IOException if the file cannot be opened
  public static JsonLinesWriter append(Path file) throws IOException {
    try {
      cutIncompleteLine(file);
      // A plain stream, not a channel: interrupting the training thread must not close its log.
      FileOutputStream out = new FileOutputStream(file.toFile(), true);
      return new JsonLinesWriter(line -> append(file, out, line), out, out.getChannel());
    } catch (IOException e) {
      throw IoErrors.explain("append to", file, e);
    }
  }

  /// Writes to a stream, such as standard output. [#close] closes that stream.
  public static JsonLinesWriter to(OutputStream out) {
    return new JsonLinesWriter(line -> send(out, line), out, null);
  }

  /// Appends one object. When that fails on a file, the part of the line that was written is cut
  /// off again.
  ///
  /// @throws IllegalArgumentException if the object holds a value that has no form in JSON; nothing
  ///   is written
  /// @throws IOException if the line cannot be written
  public synchronized void write(Map<String, ? extends @Nullable Object> object)
      throws IOException {
    lines.accept(Json.line(object));
  }

  /// Forces what was written so far to the disk.
  ///
  /// @return the size of the file in bytes
  /// @throws IllegalStateException if this writes to a stream
  /// @throws IOException if that fails
  public synchronized long sync() throws IOException {
    FileChannel channel = channel();
    channel.force(true);
    return channel.size();
  }

  /// Removes all lines behind a place that [#sync] returned.
  ///
  /// @return whether the file was that long; if not, it stays as it is
  /// @throws IllegalStateException if this writes to a stream
  /// @throws IOException if that fails
  public synchronized boolean cut(long size) throws IOException {
    FileChannel channel = channel();
    if (channel.size() < size) {
      return false;
    }
    channel.truncate(size);
    return true;
  }

  private FileChannel channel() {
    if (file == null) {
      throw new IllegalStateException("only a file can be forced to the disk, or cut");
    }
    return file;
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }

  private static void send(OutputStream out, byte[] line) throws IOException {
    out.write(line);
    out.flush();
    // A print stream swallows its errors, and would let a run go on that nobody listens to.
    if (out instanceof PrintStream stream && stream.checkError()) {
      throw new IOException(
          "cannot write to the output: its reader has closed it, or its disk is full");
    }
  }

  private static void append(Path file, FileOutputStream out, byte[] line) throws IOException {
    long start = out.getChannel().size();
    try {
      out.write(line);
    } catch (IOException e) {
      IOException explained = IoErrors.explain("append to", file, e);
      try {
        out.getChannel().truncate(start);
      } catch (IOException again) {
        explained.addSuppressed(again);
      }
      throw explained;
    }
  }

  private static void cutIncompleteLine(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = channel.size();
      long limit = Math.max(0, size - JsonTree.MAX_BYTES);
      long end = lastLineEnd(channel, size, limit);
      if (end == limit && limit > 0) {
        throw FormatException.atByte(
            file, limit, "no line feed from here on; expected lines of at most 16 MiB of JSON");
      }
      if (end < size) {
        channel.truncate(end);
      }
    }
  }

  /// The offset just after the last line feed before `size`, or `limit` where there is none after
  /// it.
  private static long lastLineEnd(FileChannel channel, long size, long limit) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    for (long end = size; end > limit; end -= block.position()) {
      long start = Math.max(limit, end - BLOCK_BYTES);
      block.clear().limit((int) (end - start));
      readFully(channel, block, start);
      for (int i = block.position() - 1; i >= 0; i--) {
        if (block.get(i) == '\n') {
          return start + i + 1;
        }
      }
    }
    return limit;
  }

  private static void readFully(FileChannel channel, ByteBuffer buffer, long start)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, start + buffer.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
  }
}
