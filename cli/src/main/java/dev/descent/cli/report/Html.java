package dev.descent.cli.report;

import dev.descent.cli.plot.Markup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Writes HTML. Every text and every value of an attribute is escaped: names and messages come from
/// files, which may hold anything.
final class Html {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /// Opens an element.
  ///
  /// @param attributes names and values, alternating
  Html open(String tag, String... attributes) {
    start(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  private void start(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ')
          .append(attributes[i])
          .append("=\"")
          .append(Markup.escape(attributes[i + 1]))
          .append('"');
    }
  }

  /// Closes the element that was opened last.
  Html close() {
    out.append("</").append(open.pop()).append(">\n");
    return this;
  }

  Html text(String text) {
    out.append(Markup.escape(text));
    return this;
  }

  /// An element with nothing but text.
  Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /// An element without content. The page is well-formed XML as well, which its tests rely on.
  Html single(String tag, String... attributes) {
    start(tag, attributes);
    out.append("/>\n");
    return this;
  }

  /// Markup that is known to be sound.
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  /// A table whose first row and first column are headings; it can be scrolled where it is wider
  /// than the page.
  Html table(String caption, List<List<String>> rows) {
    open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
    open("table").element("caption", caption, "class", "hidden").open("thead").open("tr");
    for (String heading : rows.getFirst()) {
      element("th", heading, "scope", "col");
    }
    close().close().open("tbody");
    for (List<String> row : rows.subList(1, rows.size())) {
      open("tr").element("th", row.getFirst(), "scope", "row");
      for (String cell : row.subList(1, row.size())) {
        element("td", cell);
      }
      close();
    }
    return close().close().close();
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
