package dev.descent.data;

import dev.descent.data.DigitSkeletons.Family;
import dev.descent.data.DigitSkeletons.Point;
import java.util.ArrayList;
import java.util.List;

/// Draws one digit after another; not for use by several threads.
final class DigitArtist {
  private static final long STREAM = 0x444947495453L;

  /// The sheet's box is three times MNIST's, so that scaling down makes edges grey.
  private static final int SCALE = 3;

  private static final int BOX = 20 * SCALE;
  private static final int MARGIN = 2;
  private static final int SHEET = BOX + 2 * MARGIN;

  private final List<List<Family>> digits;
  private final long seed;
  private final StrokeRenderer renderer = new StrokeRenderer(SHEET);

  DigitArtist(List<List<Family>> digits, long seed) {
    this.digits = digits;
    this.seed = seed;
  }

  /// Draws an image of 28x28 pixels and returns the digit it shows.
  int draw(long image, byte[] pixels, int offset) {
    DrawSequence random = new DrawSequence(seed, STREAM, image);
    int digit = (int) (10 * random.uniform());
    List<List<Point>> skeleton = blend(pick(digits.get(digit), random), random);
    List<float[]> strokes = new ArrayList<>();
    for (List<Point> stroke : skeleton) {
      strokes.add(Spline.trace(stroke));
    }
    new DigitWarp(random).apply(strokes);
    render(strokes, random);
    DigitNormalizer.fit(renderer.ink(), SHEET, SHEET, pixels, offset);
    return digit;
  }

  private static Family pick(List<Family> families, DrawSequence random) {
    double total = families.stream().mapToDouble(Family::weight).sum();
    double left = total * random.uniform();
    for (Family family : families) {
      left -= family.weight();
      if (left < 0) {
        return family;
      }
    }
    return families.getLast();
  }

  /// Mixes the ways to write a form in random shares, and moves every point a little.
  private static List<List<Point>> blend(Family family, DrawSequence random) {
    int ways = family.skeletons().size();
    float[] shares = new float[ways];
    float total = 0;
    for (int i = 0; i < ways; i++) {
      shares[i] = (float) -StrictMath.log(1 - random.uniform());
      total += shares[i];
    }
    // Shares that sum to 1 and lean a little beyond the given ways.
    for (int i = 0; i < ways; i++) {
      shares[i] = 1.6f * shares[i] / total - 0.6f / ways;
    }
    float shake = random.uniform(1f, 6f);
    List<List<Point>> first = family.skeletons().getFirst().strokes();
    List<List<Point>> mixed = new ArrayList<>();
    for (int stroke = 0; stroke < first.size(); stroke++) {
      List<Point> points = new ArrayList<>();
      float strokeX = random.normal(0, 2.5f);
      float strokeY = random.normal(0, 2.5f);
      for (int point = 0; point < first.get(stroke).size(); point++) {
        float x = strokeX + random.normal(0, shake);
        float y = strokeY + random.normal(0, shake);
        for (int i = 0; i < ways; i++) {
          Point p = family.skeletons().get(i).strokes().get(stroke).get(point);
          x += shares[i] * p.x();
          y += shares[i] * p.y();
        }
        boolean corner = first.get(stroke).get(point).corner() && random.chance(0.7);
        points.add(new Point(x, y, corner));
      }
      mixed.add(points);
    }
    return mixed;
  }

  /// Draws the strokes so that, with the pen's width, their longest side fills the box.
  private void render(List<float[]> strokes, DrawSequence random) {
    float left = Float.MAX_VALUE;
    float right = -Float.MAX_VALUE;
    float top = Float.MAX_VALUE;
    float bottom = -Float.MAX_VALUE;
    for (float[] stroke : strokes) {
      for (int i = 0; i < stroke.length; i += 2) {
        left = Math.min(left, stroke[i]);
        right = Math.max(right, stroke[i]);
        top = Math.min(top, stroke[i + 1]);
        bottom = Math.max(bottom, stroke[i + 1]);
      }
    }
    float radius = SCALE * Math.max(0.75f, 1.26f + 0.36f * random.normal());
    float scale = (BOX - 2 * radius) / Math.max(right - left, bottom - top);
    float swing = random.uniform(0, 0.25f);
    renderer.clear();
    for (float[] stroke : strokes) {
      float phase = random.uniform(0, 6.28f);
      float x0 = 0;
      float y0 = 0;
      float r0 = 0;
      for (int i = 0; i < stroke.length; i += 2) {
        float x = (stroke[i] - left) * scale + radius + MARGIN;
        float y = (stroke[i + 1] - top) * scale + radius + MARGIN;
        float r = radius * (1 + swing * (float) StrictMath.sin(phase + 0.15 * i));
        if (i > 0) {
          renderer.line(x0, y0, r0, x, y, r);
        }
        x0 = x;
        y0 = y;
        r0 = r;
      }
    }
  }
}
