package dev.descent.train.coach;

import dev.descent.data.Dataset;
import dev.descent.data.TensorDataset;
import dev.descent.nn.Activation;
import dev.descent.nn.Mlp;
import dev.descent.nn.Module;
import dev.descent.optim.Adam;
import dev.descent.optim.Sgd;
import dev.descent.train.StepStatistics;
import dev.descent.train.StepStatistics.ActivationStatistics;
import dev.descent.train.TrainEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/// Prints the figures that the coach's thresholds come from: the extremes over healthy runs and
/// over sick ones. Arguments: the number of training examples, of epochs, then seeds.
final class CoachFigures {
  private CoachFigures() {}

  /// The extremes over a run.
  private static final class Extremes {
    double first;
    double worstMean;
    double worstRise;
    double worstJump;
    double smallestUpdate = 9;
    double largestUpdate;
    double dead;
    double saturated;
    double smallestLayers = 9e9;
    double largestGradient;
    double mix;

    void look(Observations seen, TrainEvent event) {
      if (event instanceof TrainEvent.Measured measured) {
        StepStatistics step = measured.statistics();
        smallestUpdate = Math.min(smallestUpdate, Figures.updateRatio(step));
        largestUpdate = Math.max(largestUpdate, Figures.updateRatio(step));
        smallestLayers = Math.min(smallestLayers, Figures.firstToLast(step));
        largestGradient = Math.max(largestGradient, Figures.gradientRatio(step));
        for (ActivationStatistics each : step.activations()) {
          dead = Math.max(dead, (double) each.dead() / each.units());
          saturated = Math.max(saturated, each.saturated());
        }
        mix = seen.labels().chiSquared() / seen.labels().degreesOfFreedom();
      } else if (event instanceof TrainEvent.StepDone && !seen.blocks().isEmpty()) {
        first = seen.firstLoss();
        LossBlock block = seen.blocks().getLast();
        worstMean = Math.max(worstMean, block.mean() / first);
        worstRise = Math.max(worstRise, (block.mean() - seen.lowest()) / first);
        worstJump = Math.max(worstJump, block.jump() / first);
      }
    }

    String row(String name, List<Advice> advice) {
      return String.format(
          Locale.ROOT,
          "| %s | %.2f | %.2f | %.3f | %.3f | %.1e | %.1e | %.2f | %.2f | %.1e | %.1e | %.2f | %s |",
          name,
          first,
          worstMean,
          worstRise,
          worstJump,
          smallestUpdate,
          largestUpdate,
          dead,
          saturated,
          smallestLayers,
          largestGradient,
          mix,
          String.join(" ", advice.stream().map(Advice::rule).toList()));
    }
  }

  public static void main(String[] arguments) {
    int size = Integer.parseInt(arguments[0]);
    int epochs = Integer.parseInt(arguments[1]);
    long[] seeds = Arrays.stream(arguments).skip(2).mapToLong(Long::parseLong).toArray();
    var mnist = Runs.mnist();
    Dataset train =
        mnist
            .map(each -> TensorDataset.of(each.train().slice(0, size)))
            .orElseGet(() -> Runs.digits(size, 1));
    Dataset test =
        mnist.map(each -> TensorDataset.of(each.test())).orElseGet(() -> Runs.digits(2_000, 2));
    System.out.println(
        "| run | first loss | mean | rise | jump | update min | max | dead | saturated | layers | gradient | mix | advice |");
    System.out.println("| --- |" + " --- |".repeat(12));
    for (Runs.Recipe recipe : Runs.HEALTHY) {
      for (long seed : seeds) {
        print(recipe, Mlp.of(seed, 784, 512, 10), train, test, epochs, seed);
      }
    }
    LongFunction<Module> usual = seed -> Mlp.of(seed, 784, 512, 10);
    LongFunction<Module> deepSigmoid =
        seed -> Mlp.of(seed, Activation.SIGMOID, 784, 64, 64, 64, 64, 64, 64, 10);
    LongFunction<Module> deepRelu = seed -> Mlp.of(seed, 784, 256, 128, 64, 10);
    LongFunction<Module> tanh = seed -> Mlp.of(seed, Activation.TANH, 784, 512, 10);
    LongFunction<Module> sigmoid = seed -> Mlp.of(seed, Activation.SIGMOID, 784, 512, 10);
    long seed = seeds[0];
    print("sgd 0.1 deep relu", new Sgd(0.1), deepRelu, train, test, epochs, seed);
    print("sgd 0.1 tanh", new Sgd(0.1), tanh, train, test, epochs, seed);
    print("sgd 0.5 tanh", new Sgd(0.5), tanh, train, test, epochs, seed);
    print("adam 0.001 tanh", new Adam(0.001), tanh, train, test, epochs, seed);
    print("sgd 0.5 sigmoid", new Sgd(0.5), sigmoid, train, test, epochs, seed);
    print("adam 0.001 sigmoid", new Adam(0.001), sigmoid, train, test, epochs, seed);
    print("sgd 0.1 deep sigmoid", new Sgd(0.1), deepSigmoid, train, test, epochs, seed);
    for (double rate : new double[] {1e-5, 1e-4, 1e-3, 1, 2, 3, 5, 10, 50}) {
      print("sgd " + rate, new Sgd(rate), usual, train, test, epochs, seed);
    }
    for (double rate : new double[] {1e-6, 1e-5, 1e-4, 0.01, 0.03, 0.1, 1}) {
      print("adam " + rate, new Adam(rate), usual, train, test, epochs, seed);
    }
    print("adam 0.1 tanh", new Adam(0.1), tanh, train, test, epochs, seed);
    print("sgd 10 tanh", new Sgd(10), tanh, train, test, epochs, seed);
    for (double rate : new double[] {0.5, 1, 2}) {
      Sgd rule = new Sgd(rate).momentum(0.9);
      print("momentum 0.9 with " + rate, rule, usual, train, test, epochs, seed);
    }
  }

  private static void print(
      String name,
      dev.descent.optim.UpdateRule rule,
      LongFunction<Module> model,
      Dataset train,
      Dataset test,
      int epochs,
      long seed) {
    print(new Runs.Recipe(name, rule, 128), model.apply(seed), train, test, epochs, seed);
  }

  private static void print(
      Runs.Recipe recipe, Module model, Dataset train, Dataset test, int epochs, long seed) {
    List<TrainEvent> events = Runs.events(model, recipe, train, test, epochs, seed);
    String name = recipe.name() + ", seed " + seed;
    Observations seen = new Observations();
    Extremes extremes = new Extremes();
    for (TrainEvent event : events) {
      seen.add(event);
      extremes.look(seen, event);
    }
    String last =
        seen.epochs().isEmpty()
            ? ""
            : String.format(
                Locale.ROOT,
                " (%.3f, %.3f)",
                seen.epochs().getLast().loss(),
                seen.epochs().getLast().accuracy());
    System.out.println(extremes.row(name + last, Coach.review(events)));
  }
}
