package dev.descent.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What a network learns from.
final class DataOptions {
  @Parameters(
      arity = "0..1",
      paramLabel = "DATA",
      description = {
        "mnist; digits, which this program draws itself; a toy set: xor, circle, spiral, moons,"
            + " gaussian, plane or gauss; a CSV file; or a folder with a folder of pictures a class.",
        "Default: mnist if it is here or can be fetched, otherwise digits."
      })
  @Nullable String name;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the four MNIST files. Default: $DESCENT_DATA/mnist, then the cache.")
  @Nullable Path mnist;

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description = "The column of a CSV file to predict. Default: the last one.")
  @Nullable String target;

  @Option(
      names = "--task",
      paramLabel = "NAME",
      description =
          "classification or regression, where the guess from a CSV file's target would be wrong.")
  @Nullable String task;

  @Option(
      names = "--ignore",
      paramLabel = "COLUMN",
      description = "A column of a CSV file to leave out; repeatable.")
  List<String> ignored = new ArrayList<>();

  @Option(
      names = "--categorical",
      paramLabel = "COLUMN",
      description = "A column of a CSV file that holds categories, not numbers; repeatable.")
  List<String> categorical = new ArrayList<>();

  @Option(
      names = "--validation",
      paramLabel = "X",
      description = "Share of a CSV file, toy set or folder to test with. Default: 0.2.")
  @Nullable Double validation;

  @Option(names = "--points", paramLabel = "N", description = "Points of a toy set. Default: 500.")
  @Nullable Integer points;

  @Option(
      names = "--noise",
      paramLabel = "X",
      description = "Noise of a toy set, from 0 to 1. Default: 0.1.")
  @Nullable Double noise;

  @Option(
      names = "--data-seed",
      paramLabel = "N",
      description = "What the points of a toy set and the split come from. Default: 1.")
  long seed = 1;

  @Option(
      names = "--train-limit",
      paramLabel = "N",
      description = "Train on the first N examples only, to try things out.")
  int trainLimit = Integer.MAX_VALUE;

  @Option(
      names = "--shuffle",
      paramLabel = "true|false",
      arity = "1",
      description = "Whether each epoch has an order of its own. Default: true.")
  @Nullable Boolean shuffle;

  @Option(
      names = "--augment",
      paramLabel = "NAME[:KEY=X,...]",
      description =
          "Alter training images at random, anew in each epoch: digits, or amounts of"
              + " one's own, such as digits:shift=2,rotation=5. Default: none.")
  @Nullable String augment;

  void check(Checks checks) {
    checks.count("--train-limit", trainLimit, Integer.MAX_VALUE);
    checks.whole("--points", points, 2, Checks.MOST);
    if (validation != null) {
      checks.require(
          validation > 0 && validation < 1, "--validation", "between 0 and 1", validation);
    }
    checks.within("--noise", noise, 0, 1.0000001, "from 0 to 1");
  }
}
