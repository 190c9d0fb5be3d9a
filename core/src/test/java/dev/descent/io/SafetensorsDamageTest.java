package dev.descent.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.io.Safetensors.Contents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that are damaged, cut short or made to do harm.
class SafetensorsDamageTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # The header's own form
           0 | byte 8: expected the header's opening brace                        | ''
           0 | byte 8: expected the header's opening brace                        | []
           0 | the JSON text ends too early                                       | {
           0 | byte 11: the header is not valid JSON                              | {} x
           0 | byte 11: expected only spaces                                      | {} {}
           0 | byte 13: expected an object in braces for tensor 't'               | {"t":1}
           0 | byte 9: tensor 't' lacks its dtype                                 | {"t":{}}
           1 | expected dtype, shape or data_offsets, found 'x'                   | {"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}}
           1 | Duplicate                                                          | {"t":{"dtype":"U8","dtype":"U8"}}
           0 | Duplicate                                                          | {"t":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"t":{}}
           0 | expected a string in __metadata__                                  | {"__metadata__":{"epoch":3}}
           0 | expected an object in braces for __metadata__                      | {"__metadata__":null}
          # Types, shapes and ranges
           1 | has type 'F8_E5M2'; expected one of                                | {"t":{"dtype":"F8_E5M2","shape":[1],"data_offsets":[0,1]}}
           1 | expected a string for dtype                                        | {"t":{"dtype":3,"shape":[1],"data_offsets":[0,1]}}
           1 | expected an array of whole numbers                                 | {"t":{"dtype":"U8","shape":1,"data_offsets":[0,1]}}
           1 | expected a whole number, not negative                              | {"t":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}
           1 | expected a whole number, not negative                              | {"t":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}
           1 | expected a whole number, not negative                              | {"t":{"dtype":"U8","shape":[[1]],"data_offsets":[0,1]}}
          16 | out of range of `long`                                             | {"t":{"dtype":"I32","shape":[2,18446744073709551614],"data_offsets":[0,16]}}
          16 | does not fill its 16 bytes                                         | {"t":{"dtype":"I32","shape":[2,9223372036854775807],"data_offsets":[0,16]}}
           0 | does not fill its 0 bytes                                          | {"t":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}
           0 | more elements than a Java array                                    | {"t":{"dtype":"U8","shape":[0,4294967296],"data_offsets":[0,0]}}
           4 | shape [3] does not fill its 4 bytes                                | {"t":{"dtype":"U8","shape":[3],"data_offsets":[0,4]}}
           5 | does not fill its 5 bytes                                          | {"t":{"dtype":"F32","shape":[1],"data_offsets":[0,5]}}
           4 | expected a begin and an end                                        | {"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4,5]}}
           4 | expected a begin and an end                                        | {"t":{"dtype":"U8","shape":[4],"data_offsets":[]}}
           4 | expected a begin and an end                                        | {"t":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}
           3 | within the 3 bytes of data                                         | {"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}
           5 | fill 4 bytes, but 5 bytes of data follow                           | {"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}
           5 | starts at 1, expected 0                                            | {"t":{"dtype":"U8","shape":[4],"data_offsets":[1,5]}}
           4 | tensor 'b' starts at 2, expected 3                                 | {"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}
           1 | byte 66: expected an object in braces for tensor 'b'               | {"ü":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":3}
          """)
  void refusesABadHeader(int dataBytes, String message, String header) throws IOException {
    assertRefused(
        SafetensorsFiles.bytes(header.getBytes(UTF_8).length, header, new byte[dataBytes]),
        message);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 3, 100_000_001, 1L << 32})
  void refusesAHeaderLengthBeyondTheFile(long length) throws IOException {
    assertRefused(
        SafetensorsFiles.bytes(length, "{}", new byte[0]),
        "byte 0: the header's length is " + Long.toUnsignedString(length));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void refusesAFileWithoutALength(int size) throws IOException {
    assertRefused(new byte[size], "byte " + size + ": the file ends");
  }

  @Test
  void refusesHeadersThatAreNotUtf8Text() throws IOException {
    byte[] latin1 = SafetensorsFiles.bytes(5, "{\"?\":", new byte[0]);
    latin1[10] = (byte) 0xfc;
    assertRefused(latin1, "byte 10: the header is not UTF-8 text");
    assertRefused(
        SafetensorsFiles.bytes(4, "{\0}\0", new byte[0]), "byte 9: the header is not valid JSON");
  }

  @Test
  void refusesDeepNestingAndManyAxes() throws IOException {
    String deep = "{\"t\":" + "[".repeat(1_000_000);
    assertRefused(
        SafetensorsFiles.bytes(deep.length(), deep, new byte[0]), "expected an object in braces");
    String wide = "{\"t\":{\"shape\":[" + "1,".repeat(1_000_000);
    assertRefused(
        SafetensorsFiles.bytes(wide.length(), wide, new byte[0]), "expected at most 64 numbers");
    String longName = "{\"" + "n".repeat(1_000_000) + "\":{}}";
    assertRefused(
        SafetensorsFiles.bytes(longName.length(), longName, new byte[0]),
        "exceeds the maximum allowed");
  }

  @Test
  void refusesALongThatDoesNotFit() throws IOException {
    byte[] file = SafetensorsFiles.resource("converted.safetensors");
    int headerLength = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
    int second = 8 + headerLength + 3 * 8 + 8;
    file[second + 4] = 1;
    assertRefused(
        file, "byte " + second + ": element 1 of tensor 'long' is 6442450943; expected 32 bits");
  }

  @Test
  void everyFlippedByteOfAHeaderIsAnErrorOrAValidFile() throws IOException {
    byte[] golden = SafetensorsFiles.resource("plain.safetensors");
    int headerEnd = 8 + ByteBuffer.wrap(golden).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
    int refused = 0;
    for (int position = 0; position < headerEnd; position++) {
      for (int flip : new int[] {1, 16, 128, 255}) {
        byte[] damaged = golden.clone();
        damaged[position] ^= (byte) flip;
        Path file = SafetensorsFiles.save(folder, damaged);
        try {
          Contents contents = Safetensors.read(file);
          assertThat(dataBytes(contents))
              .as("bytes of data read with byte %d xor %d", position, flip)
              .isEqualTo(golden.length - headerEnd);
        } catch (FormatException e) {
          assertThat(e)
              .hasMessageStartingWith(file + ": byte ")
              .hasMessageNotContainingAny("\n", "\r");
          refused++;
        }
      }
    }
    assertThat(refused).as("flips noticed of %d", headerEnd * 4).isGreaterThan(headerEnd * 2);
  }

  @Test
  void everyTruncationIsAnError() throws IOException {
    byte[] golden = SafetensorsFiles.resource("plain.safetensors");
    for (int length = 0; length < golden.length; length++) {
      assertRefused(Arrays.copyOf(golden, length), "byte ");
    }
  }

  @Test
  void aHugeClaimIsRefusedBeforeAnythingIsAllocated() throws IOException {
    String header =
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2147483639],\"data_offsets\":[0,8589934556]}}";
    assertRefused(
        SafetensorsFiles.bytes(header.length(), header, new byte[4]), "within the 4 bytes of data");
  }

  @Test
  void namesInErrorsStayOnOneLine() throws IOException {
    String header = "{\"a\\nb\\u001b[31m\":{}}";
    assertRefused(
        SafetensorsFiles.bytes(header.length(), header, new byte[0]),
        "tensor 'a\\u000ab\\u001b[31m' lacks");
  }

  private void assertRefused(byte[] content, String message) throws IOException {
    Path file = SafetensorsFiles.save(folder, content);
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file + ": byte ")
        .hasMessageContaining(message)
        .hasMessageNotContainingAny("\n", "\r");
  }

  private static long dataBytes(Contents contents) {
    return contents.entries().values().stream()
        .mapToLong(entry -> {
          long bytes = entry.dtype().bytes();
          for (int size : entry.shape()) {
            bytes *= size;
          }
          return bytes;
        })
        .sum();
  }
}
