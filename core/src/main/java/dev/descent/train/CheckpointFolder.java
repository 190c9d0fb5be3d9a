package dev.descent.train;

import dev.descent.io.AtomicFiles;
import dev.descent.io.IOConsumer;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A folder of checkpoints, each a folder of its own: `step-120`, and `step-120.1` for a later one
/// after the same step.
///
/// A checkpoint is written under another name, its files forced to the disk, its manifest last;
/// then it is renamed and the rename is forced too. What has its final name and agrees with its
/// manifest is therefore whole. Everything else is ignored, and never deleted, but for what a
/// program that was killed in the middle of this has left under such another name.
final class CheckpointFolder implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("step-(\\d{1,18})(?:\\.(\\d{1,9}))?");

  private final Path folder;
  private final Map<Path, Manifest> known = new HashMap<>();
  private @Nullable RunLock lock;

  CheckpointFolder(Path folder) {
    this.folder = folder;
  }

  private record Named(Path path, long step, long repetition) {}

  /// Creates the folder where it is missing, keeps other programs from writing to it, and removes
  /// what killed ones have left half-written.
  ///
  /// **Throws** [RunException] if another program does
  void open() throws IOException {
    if (lock != null) {
      return;
    }
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new RunException(folder + " is a file; checkpoints need a folder");
    } catch (IOException e) {
      throw new IOException("cannot make the folder " + folder + ": " + e.getMessage(), e);
    }
    lock = RunLock.take(folder);
    AtomicFiles.deleteLeftFolders(folder, CheckpointFolder::isFile);
  }

  private static boolean isFile(String name) {
    return name.equals(Manifest.NAME) || Checkpoint.isFile(name);
  }

  /// Writes a checkpoint.
  ///
  /// @param steps the number of steps done
  /// @param isBest whether it is the best so far, which is kept until there is a better one
  /// @param body fills a folder
  void save(long steps, boolean isBest, IOConsumer<Path> body) throws IOException {
    Path target = free(steps);
    AtomicReference<@Nullable Manifest> written = new AtomicReference<>();
    AtomicFiles.writeFolder(
        target,
        temporary -> {
          body.accept(temporary);
          written.set(Manifest.write(temporary, isBest));
        });
    known.put(target, Objects.requireNonNull(written.get()));
  }

  private Path free(long steps) {
    Path target = folder.resolve("step-" + steps);
    for (int n = 1; Files.exists(target); n++) {
      target = folder.resolve("step-" + steps + "." + n);
    }
    return target;
  }

  /// The folders with the name of a checkpoint, the newest first; they need not be whole.
  static List<Path> newestFirst(Path folder) throws IOException {
    List<Named> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Matcher name = NAME.matcher(entry.getFileName().toString());
        if (name.matches() && Files.isDirectory(entry)) {
          long repetition = name.group(2) == null ? 0 : Long.parseLong(name.group(2));
          found.add(new Named(entry, Long.parseLong(name.group(1)), repetition));
        }
      }
    }
    found.sort(
        Comparator.comparingLong(Named::step).thenComparingLong(Named::repetition).reversed());
    return found.stream().map(Named::path).toList();
  }

  /// Removes whole checkpoints beyond the last ones, but for the best. Damaged ones count for
  /// nothing and stay. All bytes of a checkpoint are looked at once; later its files' sizes are.
  ///
  /// @param kept how many of the last ones are kept
  void prune(int kept) throws IOException {
    int whole = 0;
    boolean bestSeen = false;
    for (Path path : newestFirst(folder)) {
      Manifest manifest = wholeManifest(path);
      if (manifest == null) {
        continue;
      }
      boolean best = manifest.best() && !bestSeen; // the newest of those that once were the best
      bestSeen |= best;
      if (whole++ >= kept && !best) {
        known.remove(path);
        manifest.delete(path);
      }
    }
  }

  private @Nullable Manifest wholeManifest(Path path) {
    Manifest manifest = known.get(path);
    if (manifest == null || !manifest.hasSizes(path)) {
      known.remove(path);
      manifest = Manifest.readIfWhole(path);
      if (manifest != null) {
        known.put(path, manifest);
      }
    }
    return manifest;
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
      lock = null;
    }
  }
}
