package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// `report`: the page is parsed as XML, so that a forgotten escape is an error.
class ReportTest {
  @TempDir static Path shared;
  static Path data = Path.of("");
  static Path trained = Path.of("");
  @TempDir Path temp;

  @BeforeAll
  static void train() throws IOException {
    data = TinyMnist.write(shared.resolve("data"), 500);
    trained = shared.resolve("run");
    Result result =
        Cli.run(
            "train",
            "--data",
            data.toString(),
            "--run",
            trained.toString(),
            "--hidden",
            "16",
            "-e",
            "2",
            "-b",
            "20",
            "--json");
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  @Test
  void oneRun() throws IOException {
    Result result = Cli.run("report", run("one").toString(), "--data", data.toString());
    assertThat(result.err()).isEmpty();
    assertThat(result.outLines())
        .containsExactly("The report is in " + temp.resolve("one/report.html"));
    Document page = page(temp.resolve("one/report.html"));
    assertThat(texts(page, "title").getFirst()).isEqualTo("Run one · Descent");
    assertThat(titles(page)).contains("Loss", "Accuracy", "Confusion matrix");
    assertThat(texts(page, "h3")).contains("What it takes for what", "Configuration");
    assertThat(texts(page, "td")).contains("784, 16, 10", "sgd");
    assertThat(texts(page, "span")).contains("completed");
    for (Element image : elements(page, "img")) {
      byte[] png =
          Base64.getDecoder()
              .decode(image.getAttribute("src").replace("data:image/png;base64,", ""));
      assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(28);
    }
    assertThat(elements(page, "img")).isNotEmpty();
  }

  @Test
  void nothingOnThePageComesFromElsewhere() throws IOException {
    Path file = temp.resolve("page.html");
    Path run = run("one");
    Cli.run("report", run.toString(), "--data", data.toString(), "--out", file.toString());
    Document page = page(file);
    assertThat(elements(page, "script")).isEmpty();
    assertThat(elements(page, "link")).isEmpty();
    for (Element element : elements(page, "*")) {
      assertThat(element.getAttribute("src")).matches("(data:image/png;base64,.*)?");
      assertThat(element.getAttribute("href")).matches("(#run-\\d+)?");
    }
    assertThat(Files.readString(file).replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http:", "https:", "@import", "url(");
  }

  @Test
  void equalRunsGiveEqualPages() throws IOException {
    Path run = run("one");
    Path first = temp.resolve("first.html");
    Path second = temp.resolve("second.html");
    Cli.run("report", run.toString(), "--out", first.toString());
    Cli.run("report", run.toString(), "--out", second.toString());
    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void severalRunsAreCompared() throws IOException {
    Path file = temp.resolve("compared.html");
    Path plots = temp.resolve("plots");
    Result result =
        Cli.run(
            "report",
            run("one").toString(),
            changed("two", "\"batchSize\": 20", "\"batchSize\": 40").toString(),
            "--out",
            file.toString(),
            "--plots",
            plots.toString(),
            "--data",
            data.toString(),
            "--json");
    assertThat(result.err()).isEmpty();
    assertThat(result.outLines()).hasSize(1);
    assertThat(result.out())
        .startsWith("{\"event\":\"reported\",\"file\":\"" + file + "\"")
        .contains("\"status\":\"completed\",\"epochs\":2,\"steps\":50");
    Document page = page(file);
    assertThat(titles(page))
        .startsWith("Validation loss", "Accuracy", "Training loss", "Time", "Loss");
    assertThat(elements(page, "table").get(1).getTextContent())
        .contains("training.batchSize")
        .doesNotContain("model.sizes");
    try (Stream<Path> files = Files.list(plots)) {
      assertThat(files.map(one -> one.getFileName().toString()))
          .contains("comparison-accuracy.svg", "comparison-accuracy.png", "two-confusion.png");
    }
  }

  @Test
  void everythingThatWasMeasuredHasItsChart() throws IOException {
    Path run = run("measured");
    Files.writeString(
        run.resolve("events.jsonl"),
        """
        {"event":"started","dataset":"mnist","train":500,"test":200,"parameters":10,"epochs":9,"batchSize":20,"seed":1}
        {"event":"step","step":10,"epoch":1,"loss":2.3,"learningRate":0.1}
        {"event":"step","step":20,"epoch":1,"loss":2.1,"learningRate":0.05}
        {"event":"measured","step":10,"learningRate":0.1,"gradientNorm":1,"parameters":{"<b>.weight":{"weightNorm":1,"gradientNorm":1,"updateRatio":0.01},"x.bias":{"updateRatio":1}},"activations":{"act":{"kind":"Relu","units":4,"dead":1,"saturated":0}}}
        {"event":"measured","step":20,"learningRate":0.1,"gradientNorm":2,"parameters":{"<b>.weight":{"updateRatio":0.02}},"activations":{}}
        {"event":"notice","step":20,"rule":"r","text":"<script>alert('&')</script>","suggestion":"</li>\\u0007"}
        {"event":"from-the-future"}
        {"event":"epoch","epoch":1,"step":25,"loss":2,"testLoss":1.9,"accuracy":0.5,"seconds":1,"metrics":{"f1":0.4}}
        {"event":"finished","epochs":1,"steps":25,"reason":"diverged","detail":"at step 26: <nan>"}
        """);
    Files.delete(run.resolve("model.safetensors"));
    Result result = Cli.run("report", run.toString());
    assertThat(result.exitCode()).as(result.err()).isZero();
    Document page = page(run.resolve("report.html"));
    assertThat(titles(page))
        .containsExactly(
            "Loss", "Accuracy", "Learning rate", "Gradient norm", "Update : weight", "Dead units");
    assertThat(texts(page, "li")).anyMatch(text -> text.contains("<script>alert('&')</script>"));
    assertThat(texts(page, "span")).contains("diverged", "step 20");
    assertThat(texts(page, "p")).contains("diverged at step 26: <nan>", "</li>?");
    assertThat(texts(page, "p")).contains("The run diverged, so there is no model to test.");
    assertThat(texts(page, "dd")).contains("1 of 9");
  }

  @Test
  void aRunUnderWayOrBrokenOffIsShownAsSuch() throws IOException {
    Path run = run("going");
    String lines = Files.readString(run.resolve("events.jsonl"));
    Files.writeString(
        run.resolve("events.jsonl"), lines.substring(0, lines.indexOf("{\"event\":\"finished\"")));
    Cli.run("report", run.toString());
    assertThat(texts(page(run.resolve("report.html")), "span")).contains("broken off");
    try (FileChannel lock =
        FileChannel.open(
            run.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(lock.lock().isValid()).isTrue();
      Cli.run("report", run.toString());
    }
    assertThat(texts(page(run.resolve("report.html")), "span")).contains("under way");
  }

  @Test
  void withoutTheDataThePageSaysSo() throws IOException {
    Path run = run("alone");
    Path spec = run.resolve("run.json");
    String moved =
        Files.readString(spec).replaceFirst("\"folder\": \"[^\"]*\"", "\"folder\": \"/nowhere\"");
    Files.writeString(spec, moved);
    assertThat(Cli.run("report", run.toString()).exitCode()).isZero();
    assertThat(texts(page(run.resolve("report.html")), "p"))
        .anyMatch(text -> text.startsWith("Not known: MNIST is not on this machine"));
  }

  @Test
  void badInputIsOneLineAndNoPage() throws IOException {
    Path empty = run("empty");
    Files.writeString(empty.resolve("events.jsonl"), "");
    Path damaged = run("damaged");
    Files.writeString(damaged.resolve("events.jsonl"), "{\"event\":\"step\"}\noops\n");
    Path spec = run("spec");
    Files.writeString(spec.resolve("run.json"), "{");
    for (Path run : List.of(empty, damaged, spec, temp.resolve("missing"), temp)) {
      Result result = Cli.run("report", run.toString());
      assertThat(result.exitCode()).as(run.toString()).isEqualTo(1);
      assertThat(result.errLines()).hasSize(1);
      assertThat(result.err()).startsWith("descent: ").contains(run.toString());
      assertThat(result.out()).isEmpty();
      assertThat(run.resolve("report.html")).doesNotExist();
    }
    Result nowhere =
        Cli.run("report", run("x").toString(), "--out", temp.resolve("no/where.html").toString());
    assertThat(nowhere.exitCode()).isEqualTo(1);
    assertThat(nowhere.err()).contains("there is no folder");
    assertThat(Cli.run("report").exitCode()).isEqualTo(2);
  }

  private Path run(String name) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(name));
    for (String file : List.of("run.json", "events.jsonl", "model.safetensors")) {
      Files.copy(trained.resolve(file), folder.resolve(file));
    }
    return folder;
  }

  private Path changed(String name, String from, String to) throws IOException {
    Path folder = run(name);
    Path spec = folder.resolve("run.json");
    String text = Files.readString(spec);
    assertThat(text).contains(from);
    Files.writeString(spec, text.replace(from, to));
    return folder;
  }

  private static Document page(Path file) throws IOException {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    } catch (SAXException | ParserConfigurationException e) {
      throw new AssertionError(Files.readString(file), e);
    }
  }

  /// The names of the charts.
  private static List<String> titles(Document page) {
    return elements(page, "svg").stream()
        .map(svg -> svg.getElementsByTagName("title").item(0).getTextContent())
        .toList();
  }

  private static List<String> texts(Document page, String name) {
    return elements(page, name).stream()
        .map(element -> element.getTextContent().replaceAll("\\s+", " ").strip())
        .toList();
  }

  private static List<Element> elements(Document page, String name) {
    NodeList nodes = page.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }
}
