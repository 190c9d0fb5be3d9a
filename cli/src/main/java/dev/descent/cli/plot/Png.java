package dev.descent.cli.plot;

import dev.descent.cli.plot.Drawing.Box;
import dev.descent.cli.plot.Drawing.Dot;
import dev.descent.cli.plot.Drawing.Label;
import dev.descent.cli.plot.Drawing.Line;
import dev.descent.cli.plot.Drawing.Mark;
import dev.descent.cli.plot.Drawing.Point;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;

/// Paints a drawing as a picture in the PNG format.
final class Png {
  private final Graphics2D graphics;
  private final Theme theme;

  private Png(Graphics2D graphics, Theme theme) {
    this.graphics = graphics;
    this.theme = theme;
  }

  /// @param density how many pixels there are to a length of 1
  /// @throws IOException if this machine has no fonts
  static byte[] of(Drawing drawing, Theme theme, double density) throws IOException {
    BufferedImage image =
        new BufferedImage(
            (int) Math.ceil(drawing.width() * density),
            (int) Math.ceil(drawing.height() * density),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      graphics.setColor(new Color(theme.rgb(Ink.PAPER)));
      graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
      graphics.scale(density, density);
      drawing.marks().forEach(new Png(graphics, theme)::paint);
    } catch (InternalError | NullPointerException | UnsatisfiedLinkError | NoClassDefFoundError e) {
      // How Java says that it has nothing to draw letters with.
      throw new IOException(
          "PNG plots need fonts, and this machine has none that Java finds: install fontconfig and"
              + " a font (on Debian: fontconfig fonts-dejavu-core), or use the SVG plots",
          e);
    } finally {
      graphics.dispose();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private void paint(Mark mark) {
    switch (mark) {
      case Line line -> line(line);
      case Box box -> {
        colour(box.ink(), box.opacity());
        graphics.fill(new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height()));
      }
      case Dot dot -> dot(dot);
      case Label label -> label(label);
    }
  }

  private void line(Line line) {
    Path2D path = path(line.points());
    colour(line.ink(), line.opacity());
    if (line.area()) {
      path.closePath();
      graphics.fill(path);
      return;
    }
    float[] dash = new float[line.dash().size()];
    for (int i = 0; i < dash.length; i++) {
      dash[i] = line.dash().get(i).floatValue();
    }
    graphics.setStroke(
        new BasicStroke(
            (float) line.width(),
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_ROUND,
            1,
            dash.length == 0 ? null : dash,
            0));
    graphics.draw(path);
  }

  private void dot(Dot dot) {
    colour(dot.ink(), 1);
    List<Point> corners = dot.corners();
    double r = dot.radius();
    graphics.fill(
        corners.isEmpty()
            ? new Ellipse2D.Double(dot.x() - r, dot.y() - r, 2 * r, 2 * r)
            : path(corners));
  }

  private void label(Label label) {
    colour(label.ink(), 1);
    graphics.setFont(
        new Font(Font.SANS_SERIF, label.bold() ? Font.BOLD : Font.PLAIN, 1)
            .deriveFont((float) label.size()));
    double width =
        graphics
            .getFont()
            .getStringBounds(label.text(), graphics.getFontRenderContext())
            .getWidth();
    double back =
        switch (label.anchor()) {
          case START -> 0;
          case MIDDLE -> width / 2;
          case END -> width;
        };
    AffineTransform before = graphics.getTransform();
    graphics.translate(label.x(), label.y());
    if (!label.upright()) {
      graphics.rotate(-Math.PI / 2);
    }
    graphics.drawString(label.text(), (float) -back, 0);
    graphics.setTransform(before);
  }

  private void colour(Ink ink, double opacity) {
    int alpha = (int) Math.round(opacity * 255);
    graphics.setColor(new Color((alpha << 24) | theme.rgb(ink), true));
  }

  private static Path2D path(List<Point> points) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      if (i == 0) {
        path.moveTo(point.x(), point.y());
      } else {
        path.lineTo(point.x(), point.y());
      }
    }
    return path;
  }
}
