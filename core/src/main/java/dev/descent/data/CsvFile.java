package dev.descent.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.descent.data.CsvOptions.Header;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A CSV file (RFC 4180; UTF-8, with or without byte order mark), read row by row.
///
/// - **Throws** all methods: [DataException] with the file and, where there is one, the line
final class CsvFile implements AutoCloseable {
  private static final char[] SEPARATORS = {',', ';', '\t', '|'};
  private static final int FIRST_LINE = 1 << 16;

  private final Path file;
  private final char separator;
  private final Reader reader;
  private final Iterator<CsvRecord> records;
  private final List<String> names = new ArrayList<>();
  private final boolean header;
  private String @Nullable [] pending;
  private long line;

  CsvFile(Path file, char separator, Header header) {
    this.file = file;
    if (Files.isDirectory(file)) {
      throw new DataException(file + ": this is a folder; name a CSV file");
    }
    try {
      InputStream in = new BufferedInputStream(Files.newInputStream(file), FIRST_LINE);
      in.mark(FIRST_LINE);
      byte[] start = in.readNBytes(FIRST_LINE);
      in.reset();
      this.separator = separator == CsvOptions.FIND_SEPARATOR ? find(start) : separator;
      boolean marked =
          start.length > 2
              && start[0] == (byte) 0xEF
              && start[1] == (byte) 0xBB
              && start[2] == (byte) 0xBF;
      in.skipNBytes(marked ? 3 : 0);
      // A decoder that replaces what it cannot read would turn names into others.
      this.reader =
          new InputStreamReader(
              in,
              StandardCharsets.UTF_8
                  .newDecoder()
                  .onMalformedInput(CodingErrorAction.REPORT)
                  .onUnmappableCharacter(CodingErrorAction.REPORT));
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw unreadable(e);
    }
    this.records =
        CsvReader.builder()
            .fieldSeparator(this.separator)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(reader)
            .iterator();
    String[] first = read();
    if (first == null) {
      throw new DataException(file + ": the file is empty; the first row must name the columns");
    }
    this.header = header == Header.YES || (header == Header.FIND && isHeader(first));
    if (!this.header) {
      pending = first;
    }
    name(first);
  }

  /// The separator that the first line has most of, outside quotes; the comma if it has none.
  private static char find(byte[] start) {
    int[] counts = new int[SEPARATORS.length];
    boolean quoted = false;
    for (byte b : start) {
      if (!quoted && (b == '\n' || b == '\r')) {
        break;
      }
      quoted ^= b == '"';
      for (int i = 0; i < counts.length; i++) {
        counts[i] += !quoted && b == SEPARATORS[i] ? 1 : 0;
      }
    }
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return SEPARATORS[best];
  }

  private static boolean isHeader(String[] cells) {
    for (String cell : cells) {
      if (!Double.isNaN(CsvCell.number(cell)) || CsvCell.mistake(cell) != null) {
        return false;
      }
    }
    return true;
  }

  private void name(String[] first) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < first.length; i++) {
      String name = header && !first[i].isEmpty() ? first[i] : "column " + (i + 1);
      if (!seen.add(name)) {
        throw error("two columns are called \"%s\"; give them different names".formatted(name));
      }
      names.add(name);
    }
  }

  Path path() {
    return file;
  }

  char separator() {
    return separator;
  }

  boolean header() {
    return header;
  }

  /// The columns' names in order.
  List<String> names() {
    return names;
  }

  /// The number, from 1, of the line where the latest row began.
  long line() {
    return line;
  }

  /// The cells of the next row, without surrounding blanks; null at the end. Empty lines are no
  /// rows.
  String @Nullable [] next() {
    String[] cells = pending == null ? read() : pending;
    pending = null;
    if (cells != null && cells.length != names.size()) {
      boolean commas = separator == ',' && cells.length > names.size();
      throw error(
          "expected %d cells, found %d; complete the row, and put quotes around text with \"%s\" in it%s"
              .formatted(
                  names.size(),
                  cells.length,
                  separator == '\t' ? "\\t" : separator,
                  commas ? "; numbers need decimal points" : ""));
    }
    return cells;
  }

  private String @Nullable [] read() {
    try {
      if (!records.hasNext()) {
        return null;
      }
      CsvRecord row = records.next();
      line = row.getStartingLineNumber();
      String[] cells = new String[row.getFieldCount()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = row.getField(i).strip();
      }
      return cells;
    } catch (CsvParseException | UncheckedIOException e) {
      throw damaged(e);
    }
  }

  private DataException damaged(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CharacterCodingException) {
        return new DataException(
            "%s: after line %d: this is not UTF-8 text; save the table as CSV in UTF-8"
                .formatted(file, line),
            e);
      }
    }
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new DataException(
        "%s: after line %d: %s; correct the quotes there, or name the right separator"
            .formatted(file, line, String.valueOf(cause.getMessage()).replaceAll("\\s+", " ")),
        e);
  }

  /// An error in the latest row.
  DataException error(String message) {
    return new DataException("%s: line %d: %s".formatted(file, line, message));
  }

  private DataException unreadable(IOException e) {
    return new DataException("%s: cannot be read: %s".formatted(file, e), e);
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }
}
