// The first day, from one number to digits: a notebook for JShell, which every JDK has.
//
//   ./descent --version                              (builds what the notebook needs)
//   jshell --class-path "$(echo cli/target/app/lib/*.jar | tr ' ' ':')" \
//     -R--enable-native-access=ALL-UNNAMED docs/notebooks/first-day.jsh
//
// It ends at JShell's prompt, with everything that was made: go on from there. The tests run it too.

import dev.descent.scalar.Drawing;
import dev.descent.scalar.Value;

// 1. A number that knows how it was made
// ---------------------------------------

Value a = Value.of(2);
Value b = Value.of(-3);
Value c = Value.of(10);
Value loss = a.mul(b).add(c).pow(2);      // (a·b + c)²
loss.backward();

// (a·b + c)² has the derivatives 2·(a·b + c)·b, 2·(a·b + c)·a and 2·(a·b + c).
IO.println("loss " + loss.data + ", gradients " + a.grad + ", " + b.grad + ", " + c.grad);

// A small step against the gradients makes the loss smaller.
a.data -= 0.01 * a.grad;
b.data -= 0.01 * b.grad;
c.data -= 0.01 * c.grad;
double before = loss.data;
double after = a.mul(b).add(c).pow(2).data;
IO.println("loss before the step " + before + ", after it " + after);

// new Drawing(loss).name(a, "a").svg() is a picture of it.
String picture = new Drawing(loss).name(a, "a").name(b, "b").name(c, "c").dot();

// 2. A network of 41 numbers
// --------------------------

var toy = dev.descent.scalar.Mlp.of(1, 3, 4, 4, 1);
double[][] samples = {{2, 3, -1}, {3, -1, 0.5}, {0.5, 1, 1}, {1, 1, -1}};
double[] targets = {1, -1, -1, 1};

Value toyLoss() {
  Value sum = Value.of(0);
  for (int i = 0; i < samples.length; i++) {
    sum = sum.add(toy.apply(samples[i]).getFirst().sub(targets[i]).pow(2));
  }
  return sum;
}

double toyBefore = toyLoss().data;
for (int step = 0; step < 20; step++) {
  Value sum = toyLoss();
  toy.zeroGrad();
  sum.backward();
  toy.step(0.05);
}
double toyAfter = toyLoss().data;
IO.println("the toy's loss " + toyBefore + " -> " + toyAfter);

// 3. Many numbers at a time
// -------------------------

import dev.descent.autograd.Grad;
import dev.descent.tensor.Tensor;

Tensor x = Tensor.of(new float[] {1, 2, 3});
var result = Grad.valueAndGrad(v -> v.square().sum()).apply(x);
IO.println("x squared and summed: " + result.value() + ", its gradient: " + result.gradient());

// 4. Digits
// ---------

import dev.descent.data.GeneratedDigits;
import dev.descent.data.TensorDataset;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.optim.Adam;
import dev.descent.train.Trainer;

var train = TensorDataset.of(GeneratedDigits.generate(6000, 1));
var test = TensorDataset.of(GeneratedDigits.generate(500, 2));
Mlp model = Mlp.of(1, 784, 128, 10);
var history = Trainer.of(model, Losses::crossEntropy, new Adam(0.003)).epochs(5).batchSize(32).seed(1).fit(train, test);
for (var epoch : history.epochs()) {
  IO.println("epoch " + epoch.epoch() + ": loss " + epoch.loss() + ", test accuracy " + epoch.accuracy());
}
double accuracy = history.epochs().getLast().accuracy();
