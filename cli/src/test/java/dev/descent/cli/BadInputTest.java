package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every bad input: one clear line, and an exit code other than 0.
class BadInputTest {
  @TempDir Path temp;

  @ParameterizedTest(name = "descent {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          trian                        | descent: there is no command 'trian' (did you mean train?); there are: train, resume, verify-resume, sweep, experiment, lr-find, eval, predict, report, toy, example, docs, lab, data, bench, doctor
          data pth                     | descent data: there is no command 'pth' (did you mean path?); there are: fetch, list, path
          --debgu                      | descent: unknown option: '--debgu' (did you mean --debug?)
          train mnits                  | descent train: there is no dataset 'mnits' (did you mean mnist?); there are: mnist, digits, xor, circle, spiral, moons, gaussian, plane, gauss
          train cats                   | descent train: there is no dataset 'cats'; there are: mnist, digits, xor, circle, spiral, moons, gaussian, plane, gauss
          train digits more            | descent train: there is one word too many: 'more'
          train --epoch 3              | descent train: unknown option: '--epoch' (did you mean --epochs?)
          train --epoch=3              | descent train: unknown option: '--epoch=3' (did you mean --epochs?)
          train -x 3                   | descent train: unknown option: '-x'
          train --activation rleu      | descent train: --activation: there is no activation 'rleu' (did you mean relu?); there are: relu, leaky-relu, gelu, silu, tanh, sigmoid, softplus, identity
          train --optimizer adm        | descent train: --optimizer: there is no optimizer 'adm' (did you mean adam?); there are: sgd, adagrad, rmsprop, adam, adamw, nadam, lion, muon
          train --epochs 0             | descent train: --epochs must be a whole number from 1 to 1000000, not 0
          train --json --json-steps 0  | descent train: --json-steps must be a whole number from 1 to 1000000, not 0
          train --json-steps 5         | descent train: --json-steps adds lines to those of --json: give both
          bench scaling --along lenght | descent bench scaling: --along: there is no axis 'lenght'; there are: width, depth, batch, threads
          bench scaling --write /nowhere/a.jsonl | descent bench scaling: --write: there is no folder /nowhere: make it, or name another
          bench scaling --plot a.gif   | descent bench scaling: --plot writes .svg or .png, not a.gif
          bench scaling --plot a.svg   | descent bench scaling: --plot draws one axis: say which with --along
          bench start-up --runs 0      | descent bench start-up: --runs must be a whole number from 1 to 1000, not 0
          train -e -1                  | descent train: --epochs must be a whole number from 1 to 1000000, not -1
          train -e ten                 | descent train: -e: 'ten' is not a whole number
          train -e 1e3                 | descent train: -e: '1e3' is not a whole number
          train -e 9999999999          | descent train: -e: 9999999999 is too large
          train --batch-size 0         | descent train: --batch-size must be a whole number from 1 to 1000000, not 0
          train -b -128                | descent train: --batch-size must be a whole number from 1 to 1000000, not -128
          train --lr 0                 | descent train: --lr must be a number above 0, not 0.0
          train --lr -0.5              | descent train: --lr must be a number above 0, not -0.5
          train --lr NaN               | descent train: --lr must be a number above 0, not NaN
          train --lr Infinity          | descent train: --lr must be a number above 0, not Infinity
          train --lr 1e999             | descent train: --lr must be a number above 0, not Infinity
          train --lr fast              | descent train: --lr: 'fast' is not a number
          train -l fast                | descent train: -l: 'fast' is not a number
          train --learning-rate=fast   | descent train: --learning-rate: 'fast' is not a number
          sweep moons --lr 0.1,fast    | descent sweep: --lr: 'fast' is not a number
          train --hidden 8 --hidden 0  | descent train: --hidden is given twice; give it once
          train -l 1 -e 3 --lr 2       | descent train: --lr is given twice; give it once
          train -e 1 -e 2              | descent train: -e is given twice; give it once
          train moons --points 0       | descent train: --points must be a whole number from 2 to 1000000, not 0
          train --measure-every -1     | descent train: --measure-every must be a whole number from 0 to 1000000, not -1
          train --label-smoothing 1    | descent train: --label-smoothing must be at least 0 and below 1, not 1.0
          train --schedule cosin       | descent train: --schedule: there is no schedule 'cosin' (did you mean cosine?); there are: constant, step, exponential, polynomial, cosine, warmup, warmup-cosine, one-cycle, cosine-restarts, plateau
          train --schedule warmup:5*plateau | descent train: --schedule: plateau stands alone: it cannot be multiplied
          train moons --recipe fast    | descent train: --recipe is for pictures; leave it out for moons, which has settings of its own
          train --momentum 1           | descent train: --momentum must be at least 0 and below 1, not 1.0
          train --momentum NaN         | descent train: --momentum must be at least 0 and below 1, not NaN
          train --optimizer adam --momentum 0.9 | descent train: --momentum: adam has no "momentum"; it has: learningRate, beta1, beta2, epsilon, weightDecay
          train --weight-decay -1      | descent train: --weight-decay must be 0 or a number above it, not -1.0
          train --hidden 512,,10       | descent train: --hidden: '' is not a whole number
          train --hidden -5            | descent train: --hidden: a hidden layer has 1 to 1000000 units, not -5; for none say --hidden 0
          train --hidden 1e9           | descent train: --hidden: '1e9' is not a whole number
          train --hidden 1000000000    | descent train: --hidden: a hidden layer has 1 to 1000000 units, not 1000000000; for none say --hidden 0
          train --seed x               | descent train: --seed: 'x' is not a whole number
          train -s 99999999999999999999 | descent train: -s: 99999999999999999999 is too large
          train --threads 0            | descent train: --threads must be a whole number from 1 to 256, not 0
          train --threads 1000         | descent train: --threads must be a whole number from 1 to 256, not 1000
          train --train-limit 0        | descent train: --train-limit must be a whole number from 1 up, not 0
          train --stop-at-accuracy 98  | descent train: --stop-at-accuracy must be above 0 and at most 1 (0.98 is 98 %), not 98.0
          train --stop-at-accuracy 0   | descent train: --stop-at-accuracy must be above 0 and at most 1 (0.98 is 98 %), not 0.0
          train digits --data x        | descent train: --data is for mnist
          eval                         | descent eval: missing required parameter: 'RUN'
          predict runs/mnist-1         | descent predict: missing required parameter: 'FILE'
          """)
  void wrongUsageIsOneLineAndAHint(String words, String line) {
    Result result = Cli.run(words.split(" "));
    assertThat(result.errLines())
        .containsExactly(line, "See '" + line.substring(0, line.indexOf(':')) + " --help'.");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
  }

  @ParameterizedTest(name = "descent {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train mnist            | descent: the network is down
          train --data nowhere   | descent: nowhere: no such folder; name the folder that holds MNIST's four files
          eval nowhere           | descent: nowhere holds no run: there is no run.json; give a folder that `train` has made
          predict nowhere x.png  | descent: nowhere holds no run: there is no run.json; give a folder that `train` has made
          data path              | descent: MNIST is not on this machine; get it with 'descent data fetch'
          data fetch             | descent: the network is down
          """)
  void whatCannotBeDoneIsOneLine(String words, String line) {
    Result result = Cli.run(words.split(" "));
    assertThat(result.errLines().getLast()).isEqualTo(line);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void damagedDataIsOneLineAndLeavesNoRun() throws IOException {
    Path data = TinyMnist.write(temp.resolve("data"), 50);
    Path images = data.resolve("train-images-idx3-ubyte.gz");
    Files.write(images, Arrays.copyOf(Files.readAllBytes(images), 1000));
    Path run = temp.resolve("run");

    Result result = Cli.run("train", "--data", data.toString(), "--run", run.toString());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errLines()).hasSize(1);
    assertThat(result.err()).startsWith("descent: " + images);
    assertThat(run).doesNotExist();
  }

  @Test
  void anEmptyNameIsNoFolder() {
    for (String[] words :
        new String[][] {
          {"train", "moons", "--run", ""},
          {"sweep", "moons", "--seeds", "2", "--out", " "},
          {"experiment", "shuffling", "--out", ""}
        }) {
      Result result = Cli.run(words);
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.errLines().getFirst())
          .isEqualTo(
              "descent %s: %s needs the name of a folder, not an empty one"
                  .formatted(words[0], words[words.length - 2]));
    }
  }

  @Test
  void aNetworkBeyondTheHeapIsRefusedBeforeMemoryIsTaken() throws IOException {
    Path data = TinyMnist.write(temp.resolve("data"), 50);
    Path run = temp.resolve("run");
    Result result =
        Cli.run(
            "train",
            "--data",
            data.toString(),
            "--run",
            run.toString(),
            "--hidden",
            "1000000,1000000");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("descent: a network of 1,000,796,000,010 parameters needs about 16,012.7 GB")
        .contains("take smaller --hidden layers");
    assertThat(run).doesNotExist();
  }

  @Test
  void aFolderThatIsInUseOrNoFolderIsLeftAlone() throws IOException {
    Path data = TinyMnist.write(temp.resolve("data"), 50);
    Path file = Files.writeString(temp.resolve("file"), "mine");
    Path full = Files.createDirectories(temp.resolve("full"));
    Files.writeString(full.resolve("thesis.txt"), "mine");

    for (Path run : new Path[] {file, full}) {
      Result result = Cli.run("train", "--data", data.toString(), "--run", run.toString());
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.errLines()).hasSize(1);
      assertThat(result.err()).startsWith("descent: " + run);
      assertThat(result.out()).isEmpty();
    }
    assertThat(file).hasContent("mine");
    assertThat(full.toFile().list()).containsExactly("thesis.txt");
  }
}
