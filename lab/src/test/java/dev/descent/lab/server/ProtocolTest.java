package dev.descent.lab.server;

import static dev.descent.lab.server.Lab.ask;
import static dev.descent.lab.server.Lab.frame;
import static dev.descent.lab.server.Lab.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.io.Json;
import dev.descent.lab.engine.RunTail;
import dev.descent.lab.server.Lab.Frame;
import dev.descent.lab.speed.LabClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked // trees of JSON: what is missing fails a test anyway
class ProtocolTest {
  private static final int STATUS = 1;
  private static final int CURVE = 2;
  private static final int MAP = 3;
  private static final int UNITS = 4;
  private static final int WEIGHTS = 5;
  private static final int HEALTH = 6;
  private static final int CONFUSION = 7;
  private static final int MISTAKES = 8;
  private static final int HIDDEN = 9;
  private static final int DRAWN = 10;
  private static final int SWEEP = 11;

  private Lab lab;
  private LabClient page;

  @BeforeEach
  void open() throws IOException, InterruptedException {
    lab = new Lab();
    page = lab.page();
  }

  @AfterEach
  void close() {
    page.close();
    lab.close();
    assertThat(lab.log).isEmpty();
  }

  private static int last(Map<?, ?> state) {
    return ((Long) state.get("last")).intValue();
  }

  @Test
  void stepsAreDoneOneByOneAndEpochByEpoch() throws InterruptedException {
    assertThat(ask(page, "{'do':'step','id':5,'count':3}", "done")).containsEntry("re", 5L);
    assertThat(frame(page, "status").step()).isEqualTo(3);

    ask(page, "{'do':'step','unit':'epoch'}", "done");
    ByteBuffer status = frame(page, "status").section(STATUS);

    assertThat(status.getDouble(0)).isEqualTo(25);
    assertThat(status.getDouble(8)).isEqualTo(1);
    assertThat(status.getDouble(24)).isBetween(0.1, 1.0);
    assertThat(status.getDouble(40)).isBetween(0.2, 1.0);
    assertThat(status.getDouble(56)).isEqualTo(0.03);
    assertThat(status.getDouble(72)).isZero();
  }

  @Test
  void aFrameHasWhatWasAskedFor() throws InterruptedException {
    ask(page, "{'do':'step','count':100}", "done");
    page.send(
        Json.object(
            "do", "frame",
            "id", 9,
            "size", 20,
            "unitSize", 8,
            "want",
                List.of(
                    "status", "curve", "map", "units", "weights", "health", "confusion", "drawn")));
    Frame frame = Frame.read(page.binary());

    assertThat(frame.id()).isEqualTo(9);
    assertThat(frame.sections().keySet())
        .containsExactlyInAnyOrder(STATUS, CURVE, MAP, UNITS, WEIGHTS, HEALTH, CONFUSION);
    assertThat(frame.section(STATUS).limit()).isEqualTo(80);
    ByteBuffer curve = frame.section(CURVE);
    assertThat(curve.limit()).isEqualTo(16 + 48);
    assertThat(curve.getDouble(16)).isEqualTo(100);
    ByteBuffer map = frame.section(MAP);
    assertThat(map.limit()).isEqualTo(8 + 16 + 400);
    assertThat(map.getShort(4)).isEqualTo((short) 2);
    assertThat(map.getFloat(8)).isEqualTo(-6);
    ByteBuffer units = frame.section(UNITS);
    assertThat(units.getInt(4)).isEqualTo(2 + 4 + 2);
    assertThat(units.limit()).isEqualTo(8 + 8 * 4 + 8 * 64);
    assertThat(frame.section(WEIGHTS).limit()).isEqualTo(4 * (8 + 4 + 8 + 2 + 2 + 1));
    ByteBuffer health = frame.section(HEALTH);
    assertThat(health.getDouble(0)).isEqualTo(64);
    assertThat(health.getInt(16)).isEqualTo(6);
    assertThat(health.getInt(20)).isEqualTo(2);
    assertThat(health.limit()).isEqualTo(24 + 6 * 12 + 2 * 8);
    ByteBuffer confusion = frame.section(CONFUSION);
    assertThat(confusion.getInt(0)).isEqualTo(2);
    assertThat(
            confusion.getInt(8)
                + confusion.getInt(12)
                + confusion.getInt(16)
                + confusion.getInt(20))
        .isEqualTo(confusion.getInt(4))
        .isEqualTo(250);
  }

  @Test
  void onlyNewPointsOfTheCurveAreSent() throws InterruptedException {
    ByteBuffer curve = frame(page, "curve").section(CURVE);
    int version = curve.getInt(0);
    for (int i = 0; i < 3; i++) {
      ask(page, "{'do':'step'}", "done");
      frame(page, "status");
    }
    page.send(
        Json.object("do", "frame", "want", List.of("curve"), "curve", 3, "curveVersion", version));
    curve = Frame.read(page.binary()).section(CURVE);

    assertThat(curve.getInt(4)).isEqualTo(3);
    assertThat(curve.getInt(8)).isEqualTo(4);
    assertThat(curve.getInt(12)).isEqualTo(1);
    assertThat(curve.getDouble(16)).isEqualTo(3);
    ask(page, "{'do':'reset'}", "state");
    page.send(
        Json.object("do", "frame", "want", List.of("curve"), "curve", 4, "curveVersion", version));
    curve = Frame.read(page.binary()).section(CURVE);
    assertThat(curve.getInt(0)).isNotEqualTo(version);
    assertThat(curve.getInt(4)).isZero();
  }

  @Test
  void oneFrameIsUnderWayAtATime() throws InterruptedException {
    // Ten requests at once: whatever is not answered by a frame is refused, and all are answered.
    for (int i = 0; i < 10; i++) {
      page.send(Json.object("do", "frame", "want", List.of("map")));
    }
    doneAfter(10);
  }

  private void doneAfter(int mostErrors) throws InterruptedException {
    page.send(Json.object("do", "pause"));
    for (int errors = 0; errors <= mostErrors; errors++) {
      try {
        page.json("done");
        return;
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageContaining("one frame at a time");
      }
    }
    throw new AssertionError("the pause was not answered");
  }

  @Test
  void playGoesOnUntilPause() throws InterruptedException {
    ask(page, "{'do':'play'}", "done");
    double first = frame(page, "status").step();
    double later = first;
    while (later < first + 200) {
      later = frame(page, "status").step();
    }
    ask(page, "{'do':'pause'}", "done");
    double stopped = frame(page, "status").step();

    assertThat(frame(page, "status").step()).isEqualTo(stopped);
  }

  @Test
  void aChangeGoesOnAndAForkIsABranch() throws InterruptedException {
    ask(page, "{'do':'step','count':60}", "done");
    Map<String, Object> state =
        ask(page, "{'do':'change','state':{'training':{'batchSize':5}}}", "state");
    assertThat(state).containsEntry("reset", false).containsEntry("step", 60L);
    assertThat(state).containsEntry("stepsPerEpoch", 50L);
    ask(page, "{'do':'step','count':40}", "done");
    float[] end = weights();

    ask(page, "{'do':'seek','step':30}", "state");
    page.json("status");
    assertThat(frame(page, "status").step()).isEqualTo(30);
    state = ask(page, "{'do':'change','state':{'training':{'l2':0.1}}}", "state");
    Map<?, ?> branch = (Map<?, ?>) state.get("branch");
    assertThat(branch.get("step")).isEqualTo(30L);
    assertThat(branch.get("changed")).isEqualTo(List.of("training.l2"));
    assertThat((List<?>) state.get("branches")).hasSize(2);
    long first = (Long) ((Map<?, ?>) ((List<?>) state.get("branches")).get(0)).get("id");

    ask(page, "{'do':'branch','branch':" + first + "}", "state");
    page.json("status");
    assertThat(weights()).isEqualTo(end);
  }

  private float[] weights() throws InterruptedException {
    ByteBuffer section = frame(page, "weights").section(WEIGHTS);
    float[] weights = new float[section.limit() / 4];
    section.asFloatBuffer().get(weights);
    return weights;
  }

  @Test
  void weightsAreEditedAndReset() throws InterruptedException {
    float[] first = weights();
    ask(page, "{'do':'edit','parameter':'hidden1.bias','index':3,'value':0.5}", "state");
    assertThat(weights()[8 + 3]).isEqualTo(0.5f);

    Map<String, Object> state = ask(page, "{'do':'reset'}", "state");

    assertThat(state).containsEntry("reset", true);
    assertThat(weights()).isEqualTo(first);
  }

  @Test
  void pointsComeWithTheirLabels() throws InterruptedException {
    ask(page, "{'do':'start','state':{'data':{'set':'gaussian','points':40}}}", "state");
    page.send(Json.object("do", "points", "id", 3));
    ByteBuffer points = page.binary();

    assertThat(points.get(0)).isEqualTo((byte) 2);
    assertThat(points.getInt(4)).isEqualTo(3);
    assertThat(points.getInt(8)).isEqualTo(20);
    assertThat(points.getInt(12)).isEqualTo(20);
    assertThat(points.limit()).isEqualTo(24 + 40 * 12);
    for (int i = 0; i < 40; i++) {
      float sum = points.getFloat(24 + 12 * i) + points.getFloat(28 + 12 * i);
      assertThat(points.getFloat(32 + 12 * i)).isEqualTo(sum > 0 ? 1 : 0);
    }
  }

  @Test
  void aSweepTrainsTogetherAndACellCanBeOpened() throws InterruptedException {
    Map<String, Object> sweep =
        ask(page, "{'do':'sweep','learningRate':[0.03,0.3],'batchSize':[5,10]}", "sweep");
    assertThat((List<?>) sweep.get("cells")).hasSize(4);
    ask(page, "{'do':'step','count':4}", "done");
    ByteBuffer cells = frame(page, "sweep").section(SWEEP);
    assertThat(cells.getInt(0)).isEqualTo(4);
    assertThat(cells.limit()).isEqualTo(8 + 4 * 48 + 4 * 1600);
    assertThat(cells.getDouble(8)).isEqualTo(200);
    assertThat(cells.getDouble(8 + 3 * 48)).isEqualTo(100);
    assertThat(cells.getDouble(16)).isEqualTo(4);

    ask(page, "{'do':'sweepEnd'}", "done");
    Map<?, ?> cell = (Map<?, ?>) ((List<?>) sweep.get("cells")).get(3);
    page.send(Json.object("do", "start", "state", cell.get("state")));
    page.json("state");
    ask(page, "{'do':'step','unit':'epoch','count':4}", "done");
    ByteBuffer status = frame(page, "status").section(STATUS);
    assertThat(status.getDouble(24)).isEqualTo(cells.getDouble(8 + 3 * 48 + 16));
    assertThat(status.getDouble(32)).isEqualTo(cells.getDouble(8 + 3 * 48 + 24));
  }

  @Test
  void digitsAreLearnedReadAndDrawn() throws InterruptedException {
    ask(
        page,
        "{'do':'start','state':{'data':{'set':'digits','points':600},'network':{'layers':"
            + "[{'units':16,'activation':'relu'}]},'training':{'optimizer':{'name':'adam',"
            + "'learningRate':0.01},'batchSize':32}}}",
        "state");
    ask(page, "{'do':'step','unit':'epoch','count':3}", "done");
    drawOne();
    Frame frame = frame(page, "status", "confusion", "mistakes", "hidden", "drawn", "map", "units");

    assertThat(frame.sections().keySet())
        .containsExactlyInAnyOrder(STATUS, CONFUSION, MISTAKES, HIDDEN, DRAWN);
    assertThat(frame.section(STATUS).getDouble(48)).isGreaterThan(0.5);
    ByteBuffer mistakes = frame.section(MISTAKES);
    int count = mistakes.getInt(0);
    assertThat(mistakes.limit()).isEqualTo(8 + count * (12 + 784));
    ByteBuffer hidden = frame.section(HIDDEN);
    assertThat(hidden.limit()).isEqualTo(8 + 16 * (4 + 784));
    ByteBuffer drawn = frame.section(DRAWN);
    assertThat(drawn.getInt(0)).isEqualTo(10);
    assertThat(drawn.getInt(4)).isEqualTo(77);
    float sum = 0;
    for (int i = 0; i < 10; i++) {
      sum += drawn.getFloat(8 + 4 * i);
    }
    assertThat(sum).isBetween(0.999f, 1.001f);
    // A stroke in a corner of the pad is in the middle of what the network sees.
    assertThat(drawn.get(48 + 14 * 28 + 14) & 0xFF).isGreaterThan(128);
    assertThat(drawn.get(48)).isZero();

    page.sendBinary(drawing(new byte[100 * 100], 100));
    assertThat(frame(page, "drawn").sections()).isEmpty();
  }

  private void drawOne() {
    byte[] pad = new byte[100 * 100];
    for (int row = 5; row < 65; row++) {
      for (int column = 10; column < 17; column++) {
        pad[row * 100 + column] = (byte) 255;
      }
    }
    page.sendBinary(drawing(pad, 100));
  }

  private static ByteBuffer drawing(byte[] pad, int width) {
    return ByteBuffer.allocate(16 + pad.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 1)
        .put((byte) 1)
        .putShort((short) width)
        .putShort((short) (pad.length / width))
        .putShort((short) 0)
        .putInt(77)
        .putInt(0)
        .put(pad)
        .flip();
  }

  @Test
  void whatMakesNoSenseIsRefusedAndNothingHappens() throws InterruptedException {
    ask(page, "{'do':'step','count':10}", "done");
    for (String command :
        List.of(
            "{'do':'dance'}",
            "{'do':'play','stepsPerSecond':-1}",
            "{'do':'play','speed':1}",
            "{'do':'step','count':0}",
            "{'do':'step','unit':'year'}",
            "{'do':'seek','step':11}",
            "{'do':'seek'}",
            "{'do':'edit','parameter':'nothing','index':0,'value':0}",
            "{'do':'edit','parameter':'hidden1.bias','index':4,'value':0}",
            "{'do':'edit','parameter':'hidden1.bias','index':0,'value':1e300}",
            "{'do':'start'}",
            "{'do':'start','state':{'data':{'set':'csv','csv':'1,2'}}}",
            "{'do':'change','state':{'training':{'loss':'mae'}}}",
            "{'do':'change','state':{'training':{'optimizer':{'name':'muon'}},"
                + "'network':{'layers':[]}}}",
            "{'do':'branch','branch':99}",
            "{'do':'look','index':250}",
            "{'do':'sweep','learningRate':[1,2,3,4,5,6],'batchSize':[1,2,3,4,5,6],"
                + "'optimizer':['sgd','adam']}",
            "{'do':'frame','want':['soul']}",
            "{'do':'frame','want':['map','status','map']}",
            "{'do':'frame','size':100000}",
            "{'do':'run','from':0}",
            "{'do':'pause','id':-1}")) {
      assertThat((String) refused(page, command).get("text")).isNotBlank();
    }

    assertThat(frame(page, "status").step()).isEqualTo(10);
  }

  @Test
  void aPageThatComesBackFindsItsExperiment() throws InterruptedException {
    ask(page, "{'do':'step','count':33}", "done");
    LabClient other = LabClient.connect(lab.server.port());
    String session = (String) other.hello(lab.server.token(), "").get("session");
    other.json("state");
    ask(other, "{'do':'step','count':12}", "done");
    other.close();

    try (LabClient again = LabClient.connect(lab.server.port())) {
      assertThat(again.hello(lab.server.token(), session)).containsEntry("resumed", true);
      assertThat(again.json("state")).containsEntry("step", 12L);
    }
    assertThat(frame(page, "status").step()).isEqualTo(33);
  }

  @Test
  void theCodeIsThatOfTheState() throws InterruptedException {
    ask(page, "{'do':'step','count':5}", "done");
    Map<String, Object> code = ask(page, "{'do':'code'}", "code");

    assertThat(code).containsEntry("exact", true).containsEntry("step", 5L);
    assertThat((String) code.get("source"))
        .contains("ToySets.of(ToySets.Kind.CIRCLE, 500, 0.0, 0.5, 1L)")
        .contains("new Sgd(0.03, 0.0, 0.0, false, 0.0)")
        .contains("train(session, 5);");
  }

  @Test
  void theJournalTellsWhatWasDoneUpToTheStep() throws InterruptedException {
    ask(page, "{'do':'step','count':2}", "done");
    ask(page, "{'do':'edit','parameter':'output.bias','index':0,'value':0.1}", "state");
    ask(page, "{'do':'step','count':3}", "done");
    ask(page, "{'do':'change','state':{'training':{'batchSize':20}}}", "state");

    Map<String, Object> journal = ask(page, "{'do':'journal'}", "journal");
    assertThat(journal).containsEntry("step", 5L);
    List<?> changes = (List<?>) journal.get("changes");
    assertThat(changes).hasSize(3);
    assertThat(((Map<?, ?>) changes.get(0)).keySet().toString()).isEqualTo("[step, state]");
    assertThat(changes.get(1))
        .isEqualTo(
            Map.of(
                "step", 2L, "edit", Map.of("parameter", "output.bias", "index", 0L, "value", 0.1)));
    assertThat(((Map<?, ?>) changes.get(2)).get("step")).isEqualTo(5L);

    ask(page, "{'do':'seek','step':2}", "state");
    assertThat((List<?>) ask(page, "{'do':'journal'}", "journal").get("changes")).hasSize(2);
  }

  @Test
  void aRunOnDiskIsFollowedWhileItGrows(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path run = Files.createDirectory(folder.resolve("mnist-1"));
    Files.writeString(run.resolve("run.json"), "{\"format\":1}");
    Path log = run.resolve("events.jsonl");
    Files.writeString(log, "{\"event\":\"started\"}\n{\"event\":\"step\",\"step\":1}\n{\"ev");
    try (Lab withRun = new Lab(new RunTail(folder));
        LabClient client = withRun.page()) {
      Map<String, Object> first = ask(client, "{'do':'run','from':0}", "run");
      assertThat((List<?>) first.get("lines")).hasSize(2);
      assertThat(first).containsEntry("next", 2L).containsEntry("spec", Map.of("format", 1L));

      Files.writeString(log, "ent\":\"step\",\"step\":2}\n", StandardOpenOption.APPEND);
      Map<String, Object> second = ask(client, "{'do':'run','from':2}", "run");

      assertThat(second.get("lines")).isEqualTo(List.of(Map.of("event", "step", "step", 2L)));
      assertThat(last(Map.of("last", second.get("next")))).isEqualTo(3);
      assertThat(withRun.server.url()).endsWith("&tab=run");
    }
  }
}
