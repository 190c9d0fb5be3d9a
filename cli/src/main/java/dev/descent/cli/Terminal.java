package dev.descent.cli;

import dev.descent.train.ProgressBar.Display;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/// Where a command speaks to people and programs.
///
/// @param output standard output, byte by byte, for JSON: that is UTF-8 whatever the locale says
/// @param out standard output, as text
/// @param err standard error, as text
/// @param display what standard output can show
/// @param colours whether escape sequences for colours are wanted
record Terminal(
    StandardOutput output, PrintWriter out, PrintWriter err, Display display, boolean colours) {

  /// The terminal, pipes or files that this program was started with.
  static Terminal system() {
    Display display = Display.standardOutput();
    String noColour = System.getenv("NO_COLOR");
    boolean colours = display.redraw() && (noColour == null || noColour.isEmpty());
    return of(
        new FileOutputStream(FileDescriptor.out),
        System.out.charset(),
        new PrintWriter(System.err, true, System.err.charset()),
        display,
        colours);
  }

  static Terminal of(
      OutputStream out, Charset charset, PrintWriter err, Display display, boolean colours) {
    StandardOutput output = new StandardOutput(out);
    PrintWriter text = new PrintWriter(new OutputStreamWriter(output, charset), true);
    return new Terminal(output, text, err, display, colours);
  }

  /// Says something beside the results.
  void say(String text) {
    err.println("descent: " + text);
  }

  /// A text in bold, where colours are wanted.
  String bold(String text) {
    return colours ? "\033[1m" + text + "\033[0m" : text;
  }

  /// A text in one of the terminal's colours, where they are wanted.
  ///
  /// @param colour 31 is red, 32 green, 33 yellow
  String coloured(int colour, String text) {
    return colours ? "\033[" + colour + "m" + text + "\033[0m" : text;
  }
}
