package dev.descent.cli;

import dev.descent.data.GeneratedDigits;
import dev.descent.data.LabelledImages;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Prepares what `./descent` has the JVM make its start-up cache of: a training on MNIST's files,
/// with digits that Descent draws itself, and class files that are not too old for that cache.
///
/// The JVM keeps no class in it whose file is of Java 5 or before, as picocli's are: it would read
/// and verify two hundred of them at each start.
public final class StartUpCache {
  private static final int TRAIN = 12_800;
  private static final int TEST = 2_000;

  // Of Java 8, which is far from the oldest that will do.
  private static final int NEW = 52;
  private static final int OLDEST_KEPT = 50;

  private static final int HEADER = 8;

  private StartUpCache() {}

  /// Prepares a folder of the program.
  ///
  /// @param args the folder: its jars in `lib` are renewed, the digits written to `training/mnist`
  public static void main(String[] args) throws IOException {
    Path app = Path.of(args[0]);
    Path digits = Files.createDirectories(app.resolve("training/mnist"));
    write(digits, "train", GeneratedDigits.generate(TRAIN, 1));
    write(digits, "t10k", GeneratedDigits.generate(TEST, 2));
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(app.resolve("lib"), "*.jar")) {
      for (Path jar : jars) {
        renew(jar);
      }
    }
  }

  /// Writes images and their labels as MNIST's own are stored.
  ///
  /// @param part `train` or `t10k`
  static void write(Path folder, String part, LabelledImages images) throws IOException {
    try (DataOutputStream out = open(folder.resolve(part + "-images-idx3-ubyte.gz"))) {
      for (int number : new int[] {0x803, images.count(), images.height(), images.width()}) {
        out.writeInt(number);
      }
      out.write(images.pixels());
    }
    try (DataOutputStream out = open(folder.resolve(part + "-labels-idx1-ubyte.gz"))) {
      out.writeInt(0x801);
      out.writeInt(images.count());
      out.write(images.labels());
    }
  }

  private static DataOutputStream open(Path file) throws IOException {
    return new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file)));
  }

  /// Gives the old classes of a jar the form of newer ones; what they do stays the same. A jar
  /// without such classes stays as it is, and so does one that is signed, or whose classes the JVM
  /// would not take then.
  static void renew(Path jar) throws IOException {
    Path renewed = jar.resolveSibling(jar.getFileName() + ".new");
    try {
      if (hasOldClasses(jar) && writeRenewed(jar, renewed)) {
        Files.move(renewed, jar, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(renewed);
    }
  }

  private static boolean hasOldClasses(Path jar) throws IOException {
    try (ZipFile from = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : Collections.list(from.entries())) {
        try (InputStream content = from.getInputStream(entry)) {
          if (isOldClass(entry, content.readNBytes(HEADER))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /// @return whether all is as it should be
  private static boolean writeRenewed(Path jar, Path renewed) throws IOException {
    boolean good = true;
    try (ZipFile from = new ZipFile(jar.toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(renewed));
        URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
      ClassFile format =
          ClassFile.of(
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(classes)),
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
      for (ZipEntry entry : Collections.list(from.entries())) {
        byte[] content = from.getInputStream(entry).readAllBytes();
        good &= !entry.getName().matches("META-INF/.*\\.SF");
        if (isOldClass(entry, content)) {
          content = renew(format, content);
          good &= format.verify(content).isEmpty();
        }
        ZipEntry same = new ZipEntry(entry.getName());
        same.setTime(entry.getTime());
        to.putNextEntry(same);
        to.write(content);
        to.closeEntry();
      }
    } catch (IllegalArgumentException _) {
      return false; // what the JDK cannot rewrite
    }
    return good;
  }

  private static boolean isOldClass(ZipEntry entry, byte[] content) {
    return entry.getName().endsWith(".class")
        && content.length >= HEADER
        && majorVersion(content) < OLDEST_KEPT;
  }

  private static int majorVersion(byte[] classFile) {
    return (classFile[6] & 0xFF) << 8 | (classFile[7] & 0xFF);
  }

  /// The verifier of newer classes wants to be told the types at each branch's target, which the
  /// JDK finds out.
  private static byte[] renew(ClassFile format, byte[] content) {
    return format.transformClass(
        format.parse(content),
        (to, element) -> {
          switch (element) {
            case ClassFileVersion _ -> to.withVersion(NEW, 0);
            case MethodModel method ->
                to.transformMethod(
                    method,
                    // Code that is taken as a whole would stay without.
                    MethodTransform.transformingCode((code, part) -> code.with(part)));
            default -> to.with(element);
          }
        });
  }
}
