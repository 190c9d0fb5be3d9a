package dev.descent.cli.plot;

import java.util.Locale;

/// What the symbolic colours of a drawing become.
public enum Theme {
  /// Dark on white, for paper.
  LIGHT,
  /// Light on dark.
  DARK,
  /// What the page around it says: a drawing inside an HTML page that has [#variables] in its
  /// style.
  PAGE;

  /// The colour as SVG and CSS write it.
  String css(Ink ink) {
    return this == PAGE
        ? "var(--" + ink.label() + ")"
        : String.format(Locale.ROOT, "#%06x", rgb(ink));
  }

  int rgb(Ink ink) {
    return ink.rgb(this == DARK);
  }

  /// Declarations of all colours for a CSS rule, `--text:#1b1f24;...`; those of [#PAGE] are the
  /// light ones.
  public String variables() {
    StringBuilder css = new StringBuilder();
    for (Ink ink : Ink.values()) {
      css.append(String.format(Locale.ROOT, "--%s:#%06x;", ink.label(), rgb(ink)));
    }
    return css.toString();
  }
}
