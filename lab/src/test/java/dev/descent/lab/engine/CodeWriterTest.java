package dev.descent.lab.engine;

import static dev.descent.lab.engine.Experiments.advance;
import static dev.descent.lab.engine.Experiments.player;
import static dev.descent.lab.engine.Experiments.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeWriterTest {
  @TempDir Path folder;

  /// Compiles and runs a program as a person would.
  private List<String> run(String source) throws IOException, InterruptedException {
    Path file = folder.resolve("Experiment.java");
    Files.writeString(file, source);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s%n%s", out, source).isZero();
    return out.lines().filter(line -> line.contains("loss")).toList();
  }

  private void requireSameNumbers(Player player) throws IOException, InterruptedException {
    Measurement seen = Measurement.of(player.now());
    assertThat(run(new CodeWriter(player).write()))
        .containsExactly(
            "training loss %s, accuracy %s at step %d"
                .formatted(seen.trainLoss(), seen.trainAccuracy(), player.step()),
            "validation loss %s, accuracy %s at step %d"
                .formatted(seen.validationLoss(), seen.validationAccuracy(), player.step()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'data':{'set':'spiral','noise':0.1,'balance':0.3,'seed':5,'split':0.7},"
            + "'network':{'features':['x1','x2','sin(x1)','x1*x2'],'initializer':'he-normal',"
            + "'dropout':0.1,'seed':3,'layers':[{'units':8,'activation':'leaky-relu'}]},"
            + "'training':{'loss':'hinge','optimizer':{'name':'adamw','weightDecay':0.1},"
            + "'schedule':'warmup-cosine:warmup=50','horizon':9,'batchSize':16,'l1':0.001,"
            + "'l2':0.01,'clip':'global-norm:1','seed':4}}",
        "{'data':{'sorted':true},'training':{'shuffle':false}}",
        "{'data':{'set':'gauss'},'network':{'layers':[]},'training':{'loss':'huber',"
            + "'shuffle':false}}",
        "{'data':{'set':'csv','csv':'a;b;c\\n1;2;red\\n2;3;blue\\n3;9;green\\n4;1;red\\n"
            + "5;5;blue\\n1;1;green\\n3;3;red\\n4;6;blue\\n5;1;green\\n2;2;red\\n8;8;blue\\n'}}",
        "{'data':{'set':'digits','points':200},'network':{'layers':[{'units':12}]}}"
      })
  void theProgramHasTheNumbersOfThePage(String json) throws IOException, InterruptedException {
    Player player = player(json);
    advance(player, 123);

    requireSameNumbers(player);
  }

  @Test
  void changesAndEditsAreInTheProgram() throws IOException, InterruptedException {
    Player player = player("{}");
    advance(player, 30);
    player.change(state("{'training':{'optimizer':{'name':'sgd','learningRate':0.1}}}"));
    advance(player, 55);
    player.edit(new Edit("hidden1.bias", 1, 0.25f));
    player.change(state("{'training':{'optimizer':{'name':'adam'},'batchSize':32,'l2':0.1}}"));
    advance(player, 99);
    player.jump(60);
    advance(player, 60);
    player.change(state("{'training':{'optimizer':{'name':'adam'},'batchSize':9}}"));
    advance(player, 140);

    requireSameNumbers(player);
  }

  @Test
  void manyPointsFitIntoAProgram() throws IOException, InterruptedException {
    StringBuilder own = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      own.append(i == 0 ? "" : ",").append("[%s,%s,%d]".formatted(i / 200.0, -i / 170.0, i % 3));
    }
    Player player = player("{'data':{'set':'points','own':[" + own + "]}}");
    advance(player, 20);

    requireSameNumbers(player);
  }
}
