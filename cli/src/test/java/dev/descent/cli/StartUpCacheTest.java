package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.data.Mnist;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StartUpCacheTest {
  @TempDir Path temp;

  /// Picocli as it is published: whoever loads its classes verifies them.
  @Test
  void picocliIsRenewedAndTheJvmTakesEachClass() throws Exception {
    Path jar = Files.createDirectories(temp.resolve("lib")).resolve("picocli.jar");
    Path published =
        Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Files.copy(published, jar);
    List<String> before = names(jar);
    StartUpCache.main(new String[] {temp.toString()});
    assertThat(names(jar)).isEqualTo(before);
    assertThat(names(temp.resolve("lib"))).containsExactly("picocli.jar");
    try (ZipFile file = new ZipFile(jar.toFile());
        URLClassLoader classes =
            new URLClassLoader(
                new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      int loaded = 0;
      for (String name : before) {
        if (name.endsWith(".class") && !name.contains("META-INF") && !name.contains("groovy")) {
          byte[] content = file.getInputStream(file.getEntry(name)).readAllBytes();
          assertThat(ClassFile.of().parse(content).majorVersion()).as(name).isEqualTo(52);
          String type = name.replace(".class", "").replace('/', '.');
          assertThat(Class.forName(type, true, classes).getMethods()).as(type).isNotNull();
          loaded++;
        }
      }
      assertThat(loaded).isGreaterThan(100);
    }
    Mnist digits = Mnist.load(temp.resolve("training/mnist"));
    assertThat(digits.train().count()).isEqualTo(12_800);
    assertThat(digits.test().count()).isEqualTo(2_000);
  }

  @Test
  void otherJarsStayAsTheyAre() throws IOException {
    Path library = temp.resolve("library.jar");
    byte[] old = {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, 49, 0, 1};
    write(library, "readme.txt", old);
    byte[] before = Files.readAllBytes(library);
    StartUpCache.renew(library);
    assertThat(library).hasBinaryContent(before);
    assertThat(names(temp)).containsExactly("library.jar");
  }

  private static void write(Path jar, String name, byte[] content) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry(name));
      out.write(content);
      out.closeEntry();
    }
  }

  /// What a jar or a folder holds.
  private static List<String> names(Path place) throws IOException {
    if (Files.isDirectory(place)) {
      try (var files = Files.list(place)) {
        return files.map(file -> file.getFileName().toString()).sorted().toList();
      }
    }
    try (ZipFile file = new ZipFile(place.toFile())) {
      return file.stream().map(ZipEntry::getName).toList();
    }
  }
}
