package dev.descent.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// Arrays by name in one file: what `numpy.savez` and `numpy.savez_compressed` write, a zip archive
/// of [Npy] files.
///
/// An archive names its entries twice, before each and in the list at its end. Both are read and
/// must agree, and each entry must have its checksum: a damaged file is an error, not a surprise.
public final class Npz {
  private static final String SUFFIX = ".npy";

  /// The best that zip's compression can do; more than that is no true size.
  private static final long MAX_RATIO = 1032;

  /// Files with the same arrays are equal, so entries bear no time; this is the format's first.
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  /// Reads all arrays of a file, in its order.
  ///
  /// @throws FormatException if it is damaged, cut short, or holds anything but arrays that [Npy]
  ///   can read
  /// @throws IOException if it cannot be read
  public static SequencedMap<String, NpyArray> read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw IoErrors.explain("read", file, "it is a folder; give the name of a file");
    }
    try (ZipFile list = new ZipFile(file.toFile());
        ZipInputStream in =
            new ZipInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      SequencedMap<String, NpyArray> arrays = new LinkedHashMap<>();
      for (@Nullable ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String name = entry.getName();
        @Nullable ZipEntry listed = list.getEntry(name);
        if (listed == null || !name.endsWith(SUFFIX)) {
          throw FormatException.inPart(
              file, name, "expected only arrays (.npy) that the archive's list names");
        }
        NpyArray array =
            new NpyReader(
                    in,
                    size(file, listed),
                    (offset, problem) ->
                        FormatException.inPart(file, name, "byte " + offset + ": " + problem))
                .read();
        if (in.read() >= 0) {
          throw FormatException.inPart(file, name, "it is longer than the archive's list says");
        }
        if (arrays.put(name.substring(0, name.length() - SUFFIX.length()), array) != null) {
          throw FormatException.inPart(file, name, "the archive holds it twice");
        }
      }
      if (arrays.size() != list.size()) {
        throw FormatException.atByte(
            file,
            Files.size(file),
            "the archive's list names %d arrays, but %d are there"
                .formatted(list.size(), arrays.size()));
      }
      return arrays;
    } catch (ZipException | IllegalArgumentException e) {
      throw FormatException.inPart(
          file, "archive", "it is damaged or no zip archive: " + e.getMessage());
    } catch (EOFException e) {
      throw FormatException.atByte(file, Files.size(file), "the file ends within an array");
    } catch (IOException e) {
      throw IoErrors.explain("read", file, e);
    }
  }

  /// The length of an entry, which must be possible.
  private static long size(Path file, ZipEntry entry) throws IOException {
    long stored = Math.min(entry.getCompressedSize(), Files.size(file));
    if (entry.getSize() < 0 || entry.getSize() > stored * MAX_RATIO) {
      throw FormatException.inPart(
          file,
          entry.getName(),
          "%d bytes cannot come from the %d of the archive".formatted(entry.getSize(), stored));
    }
    return entry.getSize();
  }

  /// Replaces a file, as [AtomicFiles] does, with these arrays, not compressed.
  ///
  /// @param arrays the arrays by their names in NumPy, which are not empty
  /// @throws IllegalArgumentException if a name is empty or too long for an archive
  /// @throws IOException if it cannot be written
  public static void write(Path file, SequencedMap<String, ? extends NpyArray> arrays)
      throws IOException {
    AtomicFiles.write(
        file,
        out -> {
          try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, ? extends NpyArray> named : arrays.entrySet()) {
              zip.putNextEntry(entry(named.getKey(), named.getValue()));
              Npy.write(zip, named.getValue());
              zip.closeEntry();
            }
          }
        });
  }

  /// An entry says its size and checksum before its content.
  private static ZipEntry entry(String name, NpyArray array) throws IOException {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("an array in a file needs a name");
    }
    CRC32 checksum = new CRC32();
    try (OutputStream counter =
        new CheckedOutputStream(OutputStream.nullOutputStream(), checksum)) {
      Npy.write(counter, array);
    }
    ZipEntry entry = new ZipEntry(name + SUFFIX);
    entry.setTimeLocal(TIME);
    entry.setSize(Npy.size(array));
    entry.setCompressedSize(Npy.size(array));
    entry.setCrc(checksum.getValue());
    return entry;
  }
}
