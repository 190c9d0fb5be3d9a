package dev.descent.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Archives that NumPy has written (make_golden_numpy.py), and damaged ones.
class NpzTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"plain.npz", "compressed.npz"})
  void readsWhatNumPyWrites(String name) throws IOException {
    assertGolden(Npz.read(save(SafetensorsFiles.resource(name))));
  }

  @Test
  void readsWhatItWrites() throws IOException {
    Path file = folder.resolve("again.npz");
    Npz.write(file, Npz.read(save(SafetensorsFiles.resource("compressed.npz"))));
    assertGolden(Npz.read(file));
    byte[] once = Files.readAllBytes(file);
    Npz.write(file, Npz.read(file));
    assertThat(file).hasBinaryContent(once);
    Npz.write(file, new LinkedHashMap<String, NpyArray>());
    assertThat(Npz.read(file)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.npz", "compressed.npz"})
  void everyFlippedByteIsAnErrorOrEqual(String name) throws IOException {
    byte[] golden = SafetensorsFiles.resource(name);
    int refused = 0;
    for (int position = 0; position < golden.length; position++) {
      for (int flip : new int[] {1, 255}) {
        byte[] damaged = golden.clone();
        damaged[position] ^= (byte) flip;
        try {
          assertGolden(Npz.read(save(damaged)));
        } catch (FormatException e) {
          assertThat(e).hasMessageMatching(".*file.npz: [^\\n]+");
          refused++;
        } catch (AssertionError e) {
          throw new AssertionError("byte " + position + " xor " + flip + " went unnoticed", e);
        }
      }
    }
    assertThat(refused).as("flips noticed").isGreaterThan(golden.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.npz", "compressed.npz"})
  void everyTruncationIsAnError(String name) throws IOException {
    byte[] golden = SafetensorsFiles.resource(name);
    for (int length = 0; length < golden.length; length++) {
      Path file = save(Arrays.copyOf(golden, length));
      assertThatThrownBy(() -> Npz.read(file)).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void refusesOtherEntries() throws IOException {
    Path file = folder.resolve("other.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("readme\u001b.txt"));
      zip.closeEntry();
    }
    assertThatThrownBy(() -> Npz.read(file))
        .isInstanceOf(FormatException.class)
        .hasMessageEndingWith(
            "'readme\\u001b.txt': expected only arrays (.npy) that the archive's list names");
  }

  @Test
  void refusesAHugeClaimInASmallArchive() throws IOException {
    Path file = folder.resolve("bomb.npz");
    byte[] header =
        new NpyHeader(
                NpyHeader.StoredType.F8, ByteOrder.LITTLE_ENDIAN, false, new int[] {2_000_000_000})
            .encode();
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("a.npy"));
      zip.write(header);
      zip.closeEntry();
    }
    assertThatThrownBy(() -> Npz.read(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("does not match the 0 bytes of data");
  }

  @Test
  void anArrayNeedsAName() {
    SequencedMap<String, NpyArray> arrays =
        new LinkedHashMap<>(Map.of("", new NpyArray.Int32(new int[0], new int[1])));
    assertThatThrownBy(() -> Npz.write(folder.resolve("x.npz"), arrays))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an array in a file needs a name");
    assertThat(folder).isEmptyDirectory();
  }

  private static void assertGolden(SequencedMap<String, NpyArray> arrays) {
    assertThat(arrays.keySet()).containsExactly("floats", "longs", "fortran");
    NpyArray.Float32 floats = (NpyArray.Float32) Objects.requireNonNull(arrays.get("floats"));
    NpyArray.Int64 longs = (NpyArray.Int64) Objects.requireNonNull(arrays.get("longs"));
    NpyArray.Int32 fortran = (NpyArray.Int32) Objects.requireNonNull(arrays.get("fortran"));
    assertThat(floats.shape()).containsExactly(2, 3);
    assertThat(floats.values())
        .isEqualTo(new float[] {0f, -0f, 1.5f, -2.25f, Float.MAX_VALUE, Float.MIN_VALUE});
    assertThat(longs.values()).containsExactly(Long.MIN_VALUE, Long.MAX_VALUE);
    assertThat(fortran.shape()).containsExactly(2, 3, 4);
    assertThat(fortran.values()).isEqualTo(IntStream.range(0, 24).toArray());
  }

  private Path save(byte[] content) throws IOException {
    return Files.write(folder.resolve("file.npz"), content);
  }
}
