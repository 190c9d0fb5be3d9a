package dev.descent.cli.plot;

import dev.descent.cli.plot.Drawing.Anchor;
import dev.descent.cli.plot.Drawing.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/// Bars, one below the other, each with its name and its value. Immutable: each method gives a new
/// chart.
///
/// @param label what the values are
/// @param from where bars begin
/// @param format how values are written
public record BarChart(
    String title,
    String label,
    double from,
    List<Bar> bars,
    DoubleFunction<String> format,
    double width,
    double height)
    implements Chart {
  private static final double ROW = 26;

  public BarChart {
    bars = List.copyOf(bars);
  }

  BarChart(String title) {
    this(title, "", 0, List.of(), Ticks::label, 640, 0);
  }

  /// One bar.
  ///
  /// @param value its length; NaN for none
  /// @param spread half the length of the whisker at its end; 0 for none
  public record Bar(String name, double value, double spread) {}

  /// Says what the values are, and where bars begin.
  public BarChart values(String newLabel, double newFrom, DoubleFunction<String> newFormat) {
    return new BarChart(title, newLabel, newFrom, bars, newFormat, width, height);
  }

  /// Adds a bar.
  public BarChart add(String name, double value) {
    return add(name, value, 0);
  }

  /// Adds a bar with a whisker.
  public BarChart add(String name, double value, double spread) {
    List<Bar> more = new ArrayList<>(bars);
    more.add(new Bar(name, value, spread));
    return new BarChart(title, label, from, more, format, width, height);
  }

  @Override
  public BarChart size(double newWidth, double newHeight) {
    return new BarChart(title, label, from, bars, format, newWidth, newHeight);
  }

  @Override
  public String description() {
    return label
        + ": "
        + bars.stream().map(bar -> bar.name() + " " + text(bar)).collect(Collectors.joining(", "));
  }

  @Override
  public List<List<String>> table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", label));
    for (Bar bar : bars) {
      rows.add(List.of(bar.name(), text(bar)));
    }
    return rows;
  }

  private String text(Bar bar) {
    if (Double.isNaN(bar.value())) {
      return "–";
    }
    String value = format.apply(bar.value());
    return bar.spread() > 0 ? value + " ± " + format.apply(bar.spread()) : value;
  }

  /// The height is that of all bars, unless a size asks for more.
  @Override
  public Drawing draw() {
    double needed = (title.isEmpty() ? Frame.MARGIN : 36) + bars.size() * ROW + 44;
    Drawing drawing = new Drawing(width, Math.max(height, needed));
    double top = Frame.title(drawing, title);
    double names = 0;
    double texts = 0;
    double end = Math.nextUp(from);
    for (Bar bar : bars) {
      names = Math.max(names, Drawing.textWidth(bar.name(), Frame.FONT));
      texts = Math.max(texts, Drawing.textWidth(text(bar), Frame.SMALL));
      if (Double.isFinite(bar.value())) {
        end = Math.max(end, bar.value() + bar.spread());
      }
    }
    names = Math.min(names, width * 0.4);
    Axis axis =
        new Axis(
            Scale.LINEAR, from, end, Frame.MARGIN + names + 8, width - Frame.MARGIN - texts - 8);
    double bottom = top + bars.size() * ROW + 4;
    axis(drawing, axis, top, bottom);
    for (int i = 0; i < bars.size(); i++) {
      bar(drawing, axis, bars.get(i), top + i * ROW, names);
    }
    return drawing;
  }

  private void axis(Drawing drawing, Axis axis, double top, double bottom) {
    List<Double> ticks = axis.ticks(4, 0);
    List<String> texts = Ticks.labels(Scale.LINEAR, ticks);
    for (int i = 0; i < ticks.size(); i++) {
      double at = axis.place(ticks.get(i));
      drawing.rule(at, top, at, bottom, Ink.GRID);
      drawing.text(at, bottom + 14, texts.get(i), Frame.SMALL, Anchor.MIDDLE, Ink.MUTED);
    }
    drawing.text(
        (axis.from() + axis.to()) / 2, bottom + 32, label, Frame.FONT, Anchor.MIDDLE, Ink.MUTED);
  }

  private void bar(Drawing drawing, Axis axis, Bar bar, double top, double names) {
    double middle = top + ROW / 2;
    String name = Drawing.fit(bar.name(), Frame.FONT, names);
    drawing.text(Frame.MARGIN + names, middle + 4, name, Frame.FONT, Anchor.END, Ink.TEXT);
    double place = axis.from();
    if (Double.isFinite(bar.value())) {
      place = Math.max(axis.place(bar.value()), axis.from());
      drawing.add(new Box(axis.from(), top + 4, place - axis.from(), ROW - 8, Ink.BLUE, 0.85));
      if (bar.spread() > 0) {
        double least = Math.max(axis.place(bar.value() - bar.spread()), axis.from());
        place = axis.place(bar.value() + bar.spread());
        drawing.rule(least, middle, place, middle, Ink.TEXT);
        drawing.rule(least, middle - 4, least, middle + 4, Ink.TEXT);
        drawing.rule(place, middle - 4, place, middle + 4, Ink.TEXT);
      }
    }
    drawing.text(place + 6, middle + 4, text(bar), Frame.SMALL, Anchor.START, Ink.TEXT);
  }
}
