package dev.descent.io;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What comes before the elements in NumPy's format: a literal of Python such as `{'descr': '<f4',
/// 'fortran_order': False, 'shape': (2, 3), }`.
///
/// - **Source** NumPy enhancement proposal 1, and `numpy.lib.format`
///
/// @param columnMajor whether the first axis runs fastest (Fortran's order)
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record NpyHeader(StoredType type, ByteOrder order, boolean columnMajor, int[] shape) {
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /// Far above what an array of numbers needs, which is 128.
  static final int MAX_BYTES = 1 << 16;

  /// NumPy's own limit is 64.
  private static final int MAX_AXES = 64;

  private static final int ALIGNMENT = 64;
  private static final int MAX_SIZE_DIGITS = 21;

  /// The types that can be read and written, under NumPy's codes.
  enum StoredType {
    F4(4),
    F8(8),
    I4(4),
    I8(8),
    U1(1);

    final int bytes;

    StoredType(int bytes) {
      this.bytes = bytes;
    }

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The number of elements, or -1 if it is beyond what a Java array can hold.
  int elements() {
    long elements = 1;
    for (int size : shape) {
      elements = Math.min(elements * size, Integer.MAX_VALUE);
    }
    return elements > Integer.MAX_VALUE - 8 ? -1 : (int) elements;
  }

  /// The first bytes of a file of version 1.0, as NumPy writes them: padded to a multiple of 64,
  /// and with room for a first axis that grows.
  byte[] encode() {
    String sizes =
        Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    StringBuilder text =
        new StringBuilder(
            "{'descr': '%s%s', 'fortran_order': False, 'shape': (%s%s), }"
                .formatted(
                    type.bytes == 1 ? "|" : "<", type.code(), sizes, shape.length == 1 ? "," : ""));
    if (shape.length > 0) {
      text.append(" ".repeat(MAX_SIZE_DIGITS - Integer.toString(shape[0]).length()));
    }
    int fixed = MAGIC.length + 4;
    int padding = ALIGNMENT - (fixed + text.length() + 1) % ALIGNMENT;
    text.append(" ".repeat(padding)).append('\n');
    byte[] bytes = Arrays.copyOf(MAGIC, fixed + text.length());
    bytes[MAGIC.length] = 1;
    bytes[MAGIC.length + 2] = (byte) text.length();
    bytes[MAGIC.length + 3] = (byte) (text.length() >> 8);
    byte[] latin = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(latin, 0, bytes, fixed, latin.length);
    return bytes;
  }

  /// Parses a literal.
  ///
  /// @throws Problem if it is not one, or asks for something that cannot be read
  static NpyHeader parse(String text) throws Problem {
    return new Parser(text).header();
  }

  /// Something wrong at a character of the text.
  static final class Problem extends Exception {
    private static final long serialVersionUID = 1;

    final int position;

    Problem(int position, String message) {
      super(message);
      this.position = position;
    }
  }

  private static final class Parser {
    private final String text;
    private int position;

    Parser(String text) {
      this.text = text;
    }

    NpyHeader header() throws Problem {
      String description = null;
      Boolean columnMajor = null;
      int[] shape = null;
      int described = 0;
      expect('{');
      while (!accept('}')) {
        int start = position;
        String key = string();
        expect(':');
        if (key.equals("descr") && description == null) {
          skipSpaces();
          described = position;
          description = string();
        } else if (key.equals("fortran_order") && columnMajor == null) {
          columnMajor = truth();
        } else if (key.equals("shape") && shape == null) {
          shape = sizes();
        } else {
          throw new Problem(
              start, "expected descr, fortran_order and shape, each once, found '" + key + "'");
        }
        if (!accept(',')) {
          expect('}');
          break;
        }
      }
      skipSpaces();
      if (position < text.length()) {
        throw new Problem(position, "expected only spaces after the header's closing brace");
      }
      if (description == null || columnMajor == null || shape == null) {
        throw new Problem(0, "the header lacks one of descr, fortran_order and shape");
      }
      return described(description, described, columnMajor, shape);
    }

    private static NpyHeader described(
        String description, int position, boolean columnMajor, int[] shape) throws Problem {
      for (StoredType type : StoredType.values()) {
        if (description.length() == 3 && description.endsWith(type.code())) {
          char order = description.charAt(0);
          if (order == '<' || (order == '|' && type.bytes == 1)) {
            return new NpyHeader(type, ByteOrder.LITTLE_ENDIAN, columnMajor, shape);
          }
          if (order == '>') {
            return new NpyHeader(type, ByteOrder.BIG_ENDIAN, columnMajor, shape);
          }
        }
      }
      throw new Problem(
          position,
          "the elements are of type '"
              + description
              + "'; expected float32 (f4), float64 (f8), int32 (i4), int64 (i8) or uint8 (u1):"
              + " convert them with astype in NumPy");
    }

    private void skipSpaces() {
      while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
        position++;
      }
    }

    private boolean accept(char wanted) {
      skipSpaces();
      if (position < text.length() && text.charAt(position) == wanted) {
        position++;
        return true;
      }
      return false;
    }

    private void expect(char wanted) throws Problem {
      if (!accept(wanted)) {
        throw new Problem(position, "expected '" + wanted + "' in the header");
      }
    }

    private String string() throws Problem {
      skipSpaces();
      int start = position;
      if (start < text.length() && (text.charAt(start) == '\'' || text.charAt(start) == '"')) {
        int end = text.indexOf(text.charAt(start), start + 1);
        if (end >= 0) {
          position = end + 1;
          return text.substring(start + 1, end);
        }
      }
      throw new Problem(
          start,
          "expected a text in quotation marks; arrays of records (structured types) cannot be read");
    }

    private boolean truth() throws Problem {
      skipSpaces();
      for (String word : new String[] {"True", "False"}) {
        if (text.startsWith(word, position)) {
          position += word.length();
          return word.equals("True");
        }
      }
      throw new Problem(position, "expected True or False");
    }

    private int[] sizes() throws Problem {
      List<Integer> sizes = new ArrayList<>();
      expect('(');
      while (!accept(')')) {
        if (sizes.size() == MAX_AXES) {
          throw new Problem(position, "expected at most " + MAX_AXES + " axes");
        }
        sizes.add(size());
        if (!accept(',')) {
          // A number in parentheses is no tuple, as in Python: `(3,)` is one.
          if (sizes.size() == 1) {
            throw new Problem(position, "expected a comma after the only size");
          }
          expect(')');
          break;
        }
      }
      return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    private int size() throws Problem {
      skipSpaces();
      int start = position;
      long size = 0;
      while (position < text.length()
          && text.charAt(position) >= '0'
          && text.charAt(position) <= '9') {
        size = Math.min(size * 10 + text.charAt(position++) - '0', Integer.MAX_VALUE);
      }
      if (position == start || size == Integer.MAX_VALUE) {
        throw new Problem(start, "expected a size from 0 to 2147483646");
      }
      return (int) size;
    }
  }
}
