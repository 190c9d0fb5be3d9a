package dev.descent.cli.plot;

import dev.descent.cli.plot.Drawing.Box;
import dev.descent.cli.plot.Drawing.Dot;
import dev.descent.cli.plot.Drawing.Label;
import dev.descent.cli.plot.Drawing.Line;
import dev.descent.cli.plot.Drawing.Mark;
import dev.descent.cli.plot.Drawing.Point;
import java.util.List;
import java.util.stream.Collectors;

/// Writes a drawing as SVG: a file of its own, or an element of an HTML page.
final class Svg {
  private final Theme theme;
  private final StringBuilder out = new StringBuilder();

  private Svg(Theme theme) {
    this.theme = theme;
  }

  /// @param title what it is, for those who cannot see it
  /// @param description what it shows, for the same
  static String of(Drawing drawing, Theme theme, String title, String description) {
    Svg svg = new Svg(theme);
    String width = number(drawing.width());
    String height = number(drawing.height());
    svg.out
        .append(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" width=\"%s\""
                .formatted(width, height, width))
        .append(
            " height=\"%s\" role=\"img\" font-family=\"Helvetica, Arial, sans-serif\">"
                .formatted(height))
        .append(
            "<title>%s</title><desc>%s</desc>"
                .formatted(Markup.escape(title), Markup.escape(description)));
    if (theme != Theme.PAGE) {
      svg.write(new Box(0, 0, drawing.width(), drawing.height(), Ink.PAPER, 1));
    }
    drawing.marks().forEach(svg::write);
    return svg.out.append("</svg>\n").toString();
  }

  private void write(Mark mark) {
    switch (mark) {
      case Line line -> line(line);
      case Box box ->
          out.append(
              "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"%s/>"
                  .formatted(
                      number(box.x()),
                      number(box.y()),
                      number(box.width()),
                      number(box.height()),
                      theme.css(box.ink()),
                      opacity("fill-opacity", box.opacity())));
      case Dot dot -> dot(dot);
      case Label label -> label(label);
    }
  }

  private void line(Line line) {
    if (line.area()) {
      out.append(
          "<polygon points=\"%s\" fill=\"%s\"%s/>"
              .formatted(
                  points(line.points()),
                  theme.css(line.ink()),
                  opacity("fill-opacity", line.opacity())));
      return;
    }
    out.append(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s"
            .formatted(
                points(line.points()),
                theme.css(line.ink()),
                number(line.width()),
                opacity("stroke-opacity", line.opacity())));
    if (!line.dash().isEmpty()) {
      out.append(
          line.dash().stream()
              .map(Svg::number)
              .collect(Collectors.joining(" ", " stroke-dasharray=\"", "\"")));
    }
    out.append(" stroke-linejoin=\"round\"/>");
  }

  private void dot(Dot dot) {
    List<Point> corners = dot.corners();
    if (corners.isEmpty()) {
      out.append(
          "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\"/>"
              .formatted(
                  number(dot.x()), number(dot.y()), number(dot.radius()), theme.css(dot.ink())));
    } else {
      out.append(
          "<polygon points=\"%s\" fill=\"%s\"/>".formatted(points(corners), theme.css(dot.ink())));
    }
  }

  private void label(Label label) {
    String x = number(label.x());
    String y = number(label.y());
    out.append(
        "<text x=\"%s\" y=\"%s\" font-size=\"%s\" fill=\"%s\""
            .formatted(x, y, number(label.size()), theme.css(label.ink())));
    switch (label.anchor()) {
      case START -> {}
      case MIDDLE -> out.append(" text-anchor=\"middle\"");
      case END -> out.append(" text-anchor=\"end\"");
    }
    if (label.bold()) {
      out.append(" font-weight=\"600\"");
    }
    if (!label.upright()) {
      out.append(" transform=\"rotate(-90 %s %s)\"".formatted(x, y));
    }
    out.append('>').append(Markup.escape(label.text())).append("</text>");
  }

  private static String points(List<Point> points) {
    return points.stream()
        .map(point -> number(point.x()) + "," + number(point.y()))
        .collect(Collectors.joining(" "));
  }

  private static String opacity(String attribute, double opacity) {
    return opacity == 1 ? "" : " " + attribute + "=\"" + number(opacity) + "\"";
  }

  /// At most two decimals.
  private static String number(double value) {
    long hundredths = Math.round(value * 100);
    return hundredths % 100 == 0
        ? Long.toString(hundredths / 100)
        : Double.toString(hundredths / 100.0);
  }
}
