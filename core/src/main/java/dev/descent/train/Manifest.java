package dev.descent.train;

import dev.descent.io.FormatException;
import dev.descent.io.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The list of a checkpoint's files, with their sizes and SHA-256 digests: the last file that is
/// written. A folder that does not agree with its manifest is no checkpoint.
///
/// @param best whether it was the best checkpoint when it was written
/// @param files what belongs to the checkpoint, by name
record Manifest(boolean best, SequencedMap<String, FileDigest> files) {
  static final String NAME = "manifest.json";
  static final int FORMAT = 1;

  private static final int CHUNK_BYTES = 1 << 16;

  /// A file's size and digest, in hexadecimal.
  record FileDigest(long bytes, String sha256) {}

  /// Writes the manifest of all files that a folder holds.
  static Manifest write(Path folder, boolean best) throws IOException {
    SequencedMap<String, FileDigest> digests = digests(folder);
    Map<String, @Nullable Object> files = new LinkedHashMap<>();
    for (Map.Entry<String, FileDigest> file : digests.entrySet()) {
      files.put(
          file.getKey(),
          Json.object("bytes", file.getValue().bytes, "sha256", file.getValue().sha256));
    }
    Json.write(folder.resolve(NAME), Json.object("format", FORMAT, "best", best, "files", files));
    return new Manifest(best, digests);
  }

  private static SequencedMap<String, FileDigest> digests(Path folder) throws IOException {
    SequencedMap<String, FileDigest> digests = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        digests.put(file.getFileName().toString(), digest(file));
      }
    }
    return digests;
  }

  private static FileDigest digest(Path file) throws IOException {
    MessageDigest sha256 = sha256();
    long bytes = 0;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        sha256.update(chunk, 0, length);
        bytes += length;
      }
    }
    return new FileDigest(bytes, HexFormat.of().formatHex(sha256.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  /// Reads a manifest and checks that its files are there, whole.
  ///
  /// - **Throws** [RunException] saying in one line what is wrong; [NewerFormatException] if a
  ///   newer version of this program wrote it
  static Manifest require(Path folder) {
    try {
      Manifest manifest = read(folder);
      for (Map.Entry<String, FileDigest> listed : manifest.files.entrySet()) {
        requireWhole(folder.resolve(listed.getKey()), listed.getValue());
      }
      return manifest;
    } catch (IOException e) {
      throw RunException.of(e);
    }
  }

  /// Reads a manifest alone.
  ///
  /// **Throws** what [#require] throws
  private static Manifest read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      throw new RunException(file + " is missing: the checkpoint is not whole");
    }
    try {
      return fromJson(file, Json.read(file));
    } catch (FormatException e) {
      throw new RunException(String.valueOf(e.getMessage()));
    }
  }

  /// Whether the manifest's files are there in their sizes, which costs no reading.
  boolean hasSizes(Path folder) {
    try {
      for (Map.Entry<String, FileDigest> listed : files.entrySet()) {
        if (Files.size(folder.resolve(listed.getKey())) != listed.getValue().bytes) {
          return false;
        }
      }
      return Files.isRegularFile(folder.resolve(NAME));
    } catch (IOException e) {
      return false;
    }
  }

  private static void requireWhole(Path file, FileDigest expected) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new RunException(file + " is missing: the checkpoint is not whole");
    }
    long bytes = Files.size(file);
    if (bytes != expected.bytes) {
      throw new RunException(
          file + " has " + bytes + " bytes instead of " + expected.bytes + ": it is damaged");
    }
    if (!digest(file).equals(expected)) {
      throw new RunException(file + " does not match its digest: it is damaged");
    }
  }

  private static Manifest fromJson(Path file, Map<String, @Nullable Object> json) {
    Fields fields = new Fields(file, "", json);
    long format = fields.integer("format", 1, Integer.MAX_VALUE);
    if (format > FORMAT) {
      throw new NewerFormatException(
          "%s has format %d, this program knows format %d; use a newer version"
              .formatted(file, format, FORMAT));
    }
    SequencedMap<String, FileDigest> files = new LinkedHashMap<>();
    Fields listed = fields.object("files");
    for (String name : listed.names()) {
      if (name.isEmpty() || name.startsWith(".") || name.contains("/") || name.contains("\\")) {
        throw fields.wrong("files", "an object of plain file names");
      }
      Fields digest = listed.object(name);
      files.put(
          name, new FileDigest(digest.integer("bytes", 0, Long.MAX_VALUE), digest.text("sha256")));
    }
    return new Manifest(fields.truth("best"), files);
  }

  /// The manifest of a whole checkpoint; null if it is not whole, or not ours to judge.
  static @Nullable Manifest readIfWhole(Path folder) {
    try {
      return require(folder);
    } catch (RunException e) {
      return null;
    }
  }

  /// Deletes the checkpoint: the manifest first, so that it is none from then on. What else lies in
  /// the folder stays, and so does the folder then.
  void delete(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(NAME));
    for (String name : files.keySet()) {
      Files.deleteIfExists(folder.resolve(name));
    }
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      return; // somebody has put a file of their own there
    }
  }
}
