package dev.descent.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that NumPy has written (make_golden_numpy.py), and files made to do harm.
class NpyTest {
  private static final Map<String, byte[]> GOLDEN = new LinkedHashMap<>();

  /// As NumPy fills them: row-major 0, 1, 2 ...
  private static final int[] COUNTED = IntStream.range(0, 24).toArray();

  @TempDir Path folder;

  @BeforeAll
  static void unpack() throws IOException {
    try (ZipInputStream zip =
        new ZipInputStream(
            new ByteArrayInputStream(SafetensorsFiles.resource("single-arrays.zip")))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        GOLDEN.put(entry.getName().replace(".npy", ""), zip.readAllBytes());
      }
    }
    assertThat(GOLDEN).hasSize(11);
  }

  @Test
  void readsWhatNumPyWrites() throws IOException {
    assertFloats(
        golden("floats"),
        new int[] {2, 3},
        0f,
        -0f,
        1.5f,
        -2.25f,
        Float.MAX_VALUE,
        Float.MIN_VALUE);
    NpyArray.Float64 doubles = (NpyArray.Float64) golden("doubles");
    assertThat(doubles.shape()).containsExactly(4);
    assertThat(doubles.values()).containsExactly(0.1, -1e300, 4.9e-324, Double.POSITIVE_INFINITY);
    assertInts(golden("ints"), new int[] {3}, Integer.MIN_VALUE, 7, Integer.MAX_VALUE);
    NpyArray.Int64 longs = (NpyArray.Int64) golden("longs");
    assertThat(longs.shape()).containsExactly(2, 1);
    assertThat(longs.values()).containsExactly(Long.MIN_VALUE, Long.MAX_VALUE);
    NpyArray.UInt8 bytes = (NpyArray.UInt8) golden("bytes");
    assertThat(bytes.shape()).containsExactly(1, 5);
    assertThat(bytes.values()).containsExactly(0, 1, 127, 128, 255);
    assertFloats(golden("scalar"), new int[0], 2.5f);
    assertInts(golden("empty"), new int[] {4, 0});
  }

  @Test
  void readsEveryOrderAndVersion() throws IOException {
    int[] shape = {2, 3, 4};
    assertInts(golden("counted"), shape, COUNTED);
    assertInts(golden("fortran"), shape, COUNTED);
    assertInts(golden("version-3"), shape, COUNTED);
    assertThat(((NpyArray.Float64) golden("big-endian")).values())
        .containsExactly(0, 1, 2, 3, 4, 5);
  }

  @ParameterizedTest
  @CsvSource({"floats", "doubles", "ints", "longs", "bytes", "scalar", "empty", "counted"})
  void writesByteForByteWhatNumPyWrites(String name) throws IOException {
    Path file = folder.resolve("again.npy");
    Npy.write(file, golden(name));
    assertThat(file).hasBinaryContent(bytes(name));
  }

  @Test
  void longArraysPassInPieces() throws IOException {
    double[] values = IntStream.range(0, 100_003).mapToDouble(i -> i * 0.1).toArray();
    Path file = folder.resolve("long.npy");
    Npy.write(file, new NpyArray.Float64(new int[] {values.length}, values));
    assertThat(((NpyArray.Float64) Npy.read(file)).values()).isEqualTo(values);
  }

  @Test
  void tensorsBecomeArraysAndArraysTensors() throws IOException {
    Tensor tensor = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    assertFloats(NpyArray.of(tensor.transpose()), new int[] {2, 3}, 1, 3, 5, 2, 4, 6);
    assertThat(golden("fortran").toTensor().toIntArray()).isEqualTo(COUNTED);
    assertThat(golden("big-endian").toTensor().toFloatArray()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(golden("scalar").toTensor().item()).isEqualTo(2.5f);
    assertThatThrownBy(() -> golden("longs").toTensor())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs more than the 32 bits");
  }

  @Test
  void everyFlippedByteOfAHeaderIsAnErrorOrAValidArray() throws IOException {
    byte[] golden = bytes("floats");
    int data = 6 * Float.BYTES;
    int refused = 0;
    for (int position = 0; position < golden.length - data; position++) {
      for (int flip : new int[] {1, 16, 128, 255}) {
        byte[] damaged = golden.clone();
        damaged[position] ^= (byte) flip;
        try {
          NpyArray array = Npy.read(save(damaged));
          int elements = Arrays.stream(array.shape()).reduce(1, (a, b) -> a * b);
          int bytes = array.toTensor().dtype().bytes() * elements;
          assertThat(bytes).as("bytes read with byte %d xor %d", position, flip).isEqualTo(data);
        } catch (FormatException e) {
          assertThat(e).hasMessageMatching(".*file.npy: byte \\d+: [^\\n]+");
          refused++;
        }
      }
    }
    assertThat(refused).as("flips noticed").isGreaterThan(4 * 100);
  }

  @Test
  void everyTruncationIsAnErrorAndSoIsMore() throws IOException {
    byte[] golden = bytes("floats");
    for (int length = 0; length < golden.length; length++) {
      assertRefused(Arrays.copyOf(golden, length), "byte ");
    }
    assertRefused(Arrays.copyOf(golden, golden.length + 1), "does not match the 25 bytes of data");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          expected '{'                                     | []
          lacks one of descr, fortran_order and shape      | {}
          lacks one of                                     | {'descr': '<f4', 'shape': (1,)}
          each once, found 'descr'                         | {'descr': '<f4', 'descr': '<f4'}
          found 'x'                                        | {'x': 1}
          expected True or False                           | {'fortran_order': 1}
          byte 20: the elements are of type '<c8'          | {'descr': '<c8', 'fortran_order': False, 'shape': (1,), }
          convert them with astype                         | {'descr': '<U3', 'fortran_order': False, 'shape': (1,), }
          structured types                                 | {'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }
          comma after the only size                        | {'descr': '<f4', 'fortran_order': False, 'shape': (1), }
          expected a size from 0                           | {'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }
          expected a size from 0                           | {'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }
          does not match the 4 bytes                       | {'descr': '<f4', 'fortran_order': False, 'shape': (2147483646, 2147483646, 2147483646), }
          does not match the 4 bytes                       | {'descr': '<f4', 'fortran_order': False, 'shape': (0, 2147483646), }
          does not match the 4 bytes                       | {'descr': '<f8', 'fortran_order': False, 'shape': (), }
          only spaces after                                | {'descr': '<f4', 'fortran_order': False, 'shape': (), } x
          expected a text in quotation marks               | {'descr
          """)
  void refusesABadHeader(String message, String header) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] file = Arrays.copyOf(NpyHeader.MAGIC, 10 + text.length + Float.BYTES);
    file[6] = 1;
    file[8] = (byte) text.length;
    System.arraycopy(text, 0, file, 10, text.length);
    assertRefused(file, message);
  }

  @Test
  void refusesALengthBeyondTheFileBeforeMakingRoom() throws IOException {
    byte[] file = Arrays.copyOf(NpyHeader.MAGIC, 20);
    file[6] = 2;
    Arrays.fill(file, 8, 12, (byte) 0xff);
    assertRefused(file, "byte 8: the header's length is 4294967295; expected at most the 8 bytes");
    file[6] = 4;
    assertRefused(file, "byte 6: expected the format's version");
  }

  @Test
  void namesWhatCannotBeRead() {
    assertThatThrownBy(() -> Npy.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it is a folder");
    assertThatThrownBy(() -> Npy.read(folder.resolve("missing.npy")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no such file");
  }

  private void assertRefused(byte[] content, String message) throws IOException {
    Path file = save(content);
    assertThatThrownBy(() -> Npy.read(file))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file + ": byte ")
        .hasMessageContaining(message);
  }

  private NpyArray golden(String name) throws IOException {
    return Npy.read(save(bytes(name)));
  }

  private static byte[] bytes(String name) {
    return Objects.requireNonNull(GOLDEN.get(name), name);
  }

  private Path save(byte[] content) throws IOException {
    return Files.write(folder.resolve("file.npy"), content);
  }

  private static void assertFloats(NpyArray array, int[] shape, float... values) {
    assertThat(array.shape()).isEqualTo(shape);
    assertThat(((NpyArray.Float32) array).values()).isEqualTo(values);
  }

  private static void assertInts(NpyArray array, int[] shape, int... values) {
    assertThat(array.shape()).isEqualTo(shape);
    assertThat(((NpyArray.Int32) array).values()).isEqualTo(values);
  }
}
