package dev.descent.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The forms of the ten digits, read from the resource `digits.txt`, which explains its notation.
final class DigitSkeletons {
  /// A point of a stroke; the stroke turns sharply at a `corner`.
  record Point(float x, float y, boolean corner) {}

  /// One way to write a digit: strokes of points.
  record Skeleton(List<List<Point>> strokes) {
    List<Integer> layout() {
      return strokes.stream().map(List::size).toList();
    }
  }

  /// One form of a digit: several ways to write it, all with the same strokes and numbers of
  /// points.
  record Family(double weight, List<Skeleton> skeletons) {}

  private DigitSkeletons() {}

  /// The families of each digit: element d holds those of digit d.
  static List<List<Family>> load() {
    try (InputStream in = DigitSkeletons.class.getResourceAsStream("digits.txt")) {
      if (in == null) {
        throw new IllegalStateException(
            "the resource digits.txt is missing from the dev.descent.data package");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the resource digits.txt cannot be read", e);
    }
  }

  static List<List<Family>> parse(String text) {
    List<List<Family>> digits = new ArrayList<>();
    for (int digit = 0; digit < 10; digit++) {
      digits.add(new ArrayList<>());
    }
    List<Skeleton> family = List.of();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      try {
        if (line.startsWith(" ")) {
          Skeleton skeleton = skeleton(line.strip());
          if (!family.isEmpty() && !family.getFirst().layout().equals(skeleton.layout())) {
            throw new IllegalArgumentException(
                "points " + skeleton.layout() + ", not " + family.getFirst().layout());
          }
          family.add(skeleton);
        } else if (!line.isBlank() && !line.startsWith("#")) {
          String[] words = line.split(" ", 3);
          int digit = Integer.parseInt(words[0]);
          family = new ArrayList<>();
          digits.get(digit).add(new Family(Double.parseDouble(words[1]), family));
        }
      } catch (RuntimeException e) {
        throw new IllegalStateException(
            "digits.txt, line %d: %s".formatted(number, e.getMessage()), e);
      }
    }
    return digits;
  }

  private static Skeleton skeleton(String line) {
    List<List<Point>> strokes = new ArrayList<>();
    for (String stroke : line.split(" / ", -1)) {
      List<Point> points = new ArrayList<>();
      for (String point : stroke.split(" ", -1)) {
        boolean corner = point.endsWith("!");
        String[] coordinates = point.substring(0, point.length() - (corner ? 1 : 0)).split(",", 2);
        points.add(
            new Point(Float.parseFloat(coordinates[0]), Float.parseFloat(coordinates[1]), corner));
      }
      strokes.add(List.copyOf(points));
    }
    return new Skeleton(List.copyOf(strokes));
  }
}
