package dev.descent.data;

import dev.descent.tensor.Philox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Pictures in folders, one folder a class, as grey images of one size.
///
/// Classes are the folders' names in order, and pictures stand in the order of class and file name.
/// Files that are no PNG, JPEG, GIF or BMP by their name are left out, and so is what is hidden.
///
/// @param images the pictures
/// @param classNames the folders' names
/// @param ignored the number of files that were left out
public record ImageFolder(LabelledImages images, List<String> classNames, int ignored) {
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp");
  private static final int MOST_CLASSES = 256;
  private static final long STREAM = 0x494D4147_00000000L;

  public ImageFolder {
    classNames = List.copyOf(classNames);
  }

  private record Picture(Path file, int label) {}

  /// Reads all pictures, on all processors.
  ///
  /// - **Throws** [DataException] with one line if the folder is missing, a class has no picture,
  ///   there are fewer than two classes, or a picture is damaged
  ///
  /// @param height rows to which each picture is scaled
  /// @param width columns
  public static ImageFolder read(Path folder, int height, int width) {
    return read(folder, height, width, null);
  }

  /// Reads the pictures of a part whose classes are to be numbered as another part's.
  static ImageFolder read(Path folder, int height, int width, @Nullable List<String> knownClasses) {
    List<Path> folders = list(folder).stream().filter(Files::isDirectory).toList();
    List<String> found = folders.stream().map(ImageFolder::name).toList();
    List<String> names = knownClasses == null ? found : knownClasses;
    requireClasses(folder, found, names);
    List<Picture> pictures = new ArrayList<>();
    int ignored = 0;
    for (Path classFolder : folders) {
      List<Path> files = list(classFolder);
      List<Path> readable = files.stream().filter(ImageFolder::isPicture).toList();
      ignored += files.size() - readable.size();
      if (readable.isEmpty()) {
        throw new DataException(
            classFolder + ": no PNG or JPEG file in this class; add some, or remove the folder");
      }
      int label = names.indexOf(name(classFolder));
      readable.forEach(file -> pictures.add(new Picture(file, label)));
    }
    return new ImageFolder(decode(folder, pictures, height, width, names.size()), names, ignored);
  }

  private static void requireClasses(Path folder, List<String> found, List<String> known) {
    if (found.size() < 2 && found.equals(known)) {
      throw new DataException(
          "%s: found %d folders, but learning classes takes at least two: make one folder a class, with its pictures inside"
              .formatted(folder, found.size()));
    }
    if (known.size() > MOST_CLASSES) {
      throw new DataException(
          "%s: %d classes are too many; the most is %d"
              .formatted(folder, known.size(), MOST_CLASSES));
    }
    for (String name : found) {
      if (!known.contains(name)) {
        throw new DataException(
            "%s: the training pictures have no class \"%s\"; they have %s"
                .formatted(folder, name, String.join(", ", known)));
      }
    }
    if (found.isEmpty()) {
      throw new DataException(folder + ": there are no folders of classes here");
    }
  }

  private static LabelledImages decode(
      Path folder, List<Picture> pictures, int height, int width, int classes) {
    long bytes = (long) pictures.size() * height * width;
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new DataException(
          "%s: %d pictures of %d x %d do not fit in memory; choose a smaller size"
              .formatted(folder, pictures.size(), height, width));
    }
    byte[] pixels = new byte[(int) bytes];
    byte[] labels = new byte[pictures.size()];
    IntStream.range(0, labels.length)
        .parallel()
        .forEach(i -> {
          byte[] scaled = GreyPicture.read(pictures.get(i).file).scaled(height, width);
          System.arraycopy(scaled, 0, pixels, i * scaled.length, scaled.length);
          labels[i] = (byte) pictures.get(i).label;
        });
    return new LabelledImages(height, width, classes, pixels, labels);
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static boolean isPicture(Path file) {
    String name = name(file);
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(ending) && Files.isRegularFile(file);
  }

  /// What is in a folder and not hidden, by name.
  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          folder + ": there is no such folder; name one that holds a folder a class");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !name(entry).startsWith("."))
          .sorted(Comparator.comparing(ImageFolder::name))
          .toList();
    } catch (IOException e) {
      throw new DataException("%s: cannot be read: %s".formatted(folder, e), e);
    }
  }

  /// Reads a folder with its parts: `train` and `test` inside it if both are there; otherwise it is
  /// split at random.
  ///
  /// @param validation the share that is held back where there is no `test`
  /// @param trainLimit the most pictures to learn from, taken at random
  static LoadedData load(
      Path folder, int height, int width, double validation, long seed, int trainLimit) {
    Path train = folder.resolve("train");
    Path test = folder.resolve("test");
    boolean parts = Files.isDirectory(train) && Files.isDirectory(test);
    ImageFolder learned = read(parts ? train : folder, height, width);
    TensorDataset all = TensorDataset.of(learned.images);
    List<String> notes = new ArrayList<>();
    Dataset toLearn = all;
    Dataset toJudge;
    int ignored = learned.ignored;
    if (parts) {
      ImageFolder judged = read(test, height, width, learned.classNames);
      ignored += judged.ignored;
      toJudge = TensorDataset.of(judged.images);
      notes.add("the parts are the folders train and test");
      if (trainLimit < all.size()) {
        int[] order = Philox.permutation(seed, STREAM, all.size());
        toLearn = new Subset(all, Arrays.copyOf(order, trainLimit));
      }
    } else {
      Split split = split(folder, all, validation, seed);
      toLearn = Subset.first(split.train(), trainLimit);
      toJudge = split.validation();
    }
    if (ignored > 0) {
      notes.add("%d files that are no pictures are left out".formatted(ignored));
    }
    return new LoadedData(
        toLearn, toJudge, learned.classNames, new LoadedData.ImageSize(height, width), null, notes);
  }

  private static Split split(Path folder, Dataset all, double validation, long seed) {
    try {
      return Split.trainValidation(all, validation, seed);
    } catch (IllegalArgumentException e) {
      throw new DataException(folder + ": " + e.getMessage(), e);
    }
  }
}
