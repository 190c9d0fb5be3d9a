package dev.descent.examples;

import dev.descent.scalar.Drawing;
import dev.descent.scalar.Value;

/// One neuron with two inputs, and what its output owes to each number. Put what this prints into a
/// file that ends in .svg, and open it in a browser.
public final class Neuron {
  private Neuron() {}

  static Drawing draw() {
    Value x1 = Value.of(2);
    Value x2 = Value.of(0);
    Value w1 = Value.of(-3);
    Value w2 = Value.of(1);
    Value b = Value.of(6.881373587019543);

    Value output = w1.mul(x1).add(w2.mul(x2)).add(b).tanh();
    output.backward();

    return new Drawing(output)
        .name(x1, "x1")
        .name(x2, "x2")
        .name(w1, "w1")
        .name(w2, "w2")
        .name(b, "b")
        .name(output, "output");
  }

  /// Prints the drawing.
  public static void main() {
    IO.print(draw().svg());
  }
}
