package dev.descent.cli.plot;

/// A colour by its purpose. The colours of series are those that people with any kind of colour
/// vision can tell apart, and lighter versions of the same hues on dark paper.
///
/// - **Source** Okabe and Ito 2008, "Color Universal Design"
public enum Ink {
  TEXT("text", 0x1b1f24, 0xe6e8eb),
  MUTED("muted", 0x59626d, 0xa3abb5),
  GRID("grid", 0xdfe3e8, 0x343a42),
  PAPER("paper", 0xffffff, 0x16191d),
  BLUE("blue", 0x0072b2, 0x56b4e9),
  VERMILLION("vermillion", 0xd55e00, 0xf58549),
  GREEN("green", 0x009e73, 0x2fc59a),
  PURPLE("purple", 0xb8588f, 0xe09cc5),
  ORANGE("orange", 0xe69f00, 0xffc247),
  SKY("sky", 0x56b4e9, 0x9ad6ff),
  GREY("grey", 0x6b6b6b, 0xb8b8b8);

  private static final Ink[] SERIES = {BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, GREY};

  private final String label;
  private final int light;
  private final int dark;

  Ink(String label, int light, int dark) {
    this.label = label;
    this.light = light;
    this.dark = dark;
  }

  /// The colour of a series, counted from 0. After seven they come again, with other dashes and
  /// markers.
  public static Ink series(int index) {
    return SERIES[index % SERIES.length];
  }

  String label() {
    return label;
  }

  int rgb(boolean onDark) {
    return onDark ? dark : light;
  }
}
