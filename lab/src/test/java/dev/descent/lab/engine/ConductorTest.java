package dev.descent.lab.engine;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.descent.io.Json;
import dev.descent.lab.state.Choices;
import dev.descent.lab.state.ExperimentState;
import dev.descent.lab.state.Fields;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked // trees of JSON: what is missing fails a test anyway
class ConductorTest {
  private static final long PATIENT = Long.MAX_VALUE;

  private final List<Map<String, Object>> said = new ArrayList<>();
  private final List<ByteBuffer> frames = new ArrayList<>();
  private final Wire wire =
      new Wire() {
        @Override
        public void text(String json) {}

        @Override
        public void binary(ByteBuffer message) {
          frames.add(message);
        }

        @Override
        public boolean isReady() {
          return true;
        }
      };

  private Conductor conductor(String state) {
    return new Conductor(Experiments.state(state), null, said::add);
  }

  private void command(Conductor conductor, String json) {
    Map<String, Object> command = Json.parse(json.replace('\'', '"'));
    Fields fields = new Fields("", command);
    conductor.command(
        fields.text("do", 20), fields.whole("id", 0, Integer.MAX_VALUE, -1), fields, wire);
  }

  private List<Map<String, Object>> said(String type) {
    return said.stream().filter(message -> type.equals(message.get("type"))).toList();
  }

  private static final String DIGITS =
      "{'data':{'set':'digits','points':200},'network':{'layers':[{'units':4,'activation':'relu'}],"
          + "'seed':%d}}";

  private ByteBuffer frame(Conductor conductor, String section) {
    command(conductor, "{'do':'frame','want':['" + section + "']}");
    conductor.sendFrame(wire);
    return frames.getLast().order(java.nio.ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void atRestWhatIsKnownOfPicturesIsOfTheVeryStep() {
    Conductor conductor = conductor(DIGITS.formatted(1));
    frame(conductor, "curve");
    command(conductor, "{'do':'step','count':3}");
    conductor.work(PATIENT, () -> false);

    ByteBuffer curve = frame(conductor, "curve");

    assertThat(curve.getInt(32 + 12)).as("points").isEqualTo(2);
    assertThat(curve.getDouble(32 + 16)).isZero();
    assertThat(curve.getDouble(32 + 16 + 48)).as("step of the newest point").isEqualTo(3);
  }

  @Test
  void theWorstMistakesOfANewNetworkAreItsOwn() {
    Conductor conductor = conductor(DIGITS.formatted(1));
    ByteBuffer before = frame(conductor, "mistakes");

    command(conductor, "{'do':'start','state':" + DIGITS.formatted(2) + "}");
    ByteBuffer after = frame(conductor, "mistakes");

    assertThat(before.getShort(24)).as("section").isEqualTo((short) 8);
    assertThat(after.slice(24, after.limit() - 24))
        .isNotEqualTo(before.slice(24, before.limit() - 24));
  }

  @Test
  void aSweepEndsWithThePageThatKnewOfIt() {
    Conductor conductor = conductor("{}");
    command(conductor, "{'do':'sweep','learningRate':[0.1]}");
    command(conductor, "{'do':'play'}");

    conductor.attached();

    assertThat(said("state")).singleElement().extracting("playing").isEqualTo(false);
    command(conductor, "{'do':'step','id':1}");
    conductor.work(PATIENT, () -> false);
    command(conductor, "{'do':'start','id':2,'state':{}}");
    assertThat(said("done")).last().extracting("re").isEqualTo(1L);
    assertThat(said("state")).hasSize(2);
  }

  @Test
  void nothingIsDoneWhileNobodyLooksAndAFrameWakesIt() {
    Conductor conductor = conductor("{}");
    command(conductor, "{'do':'play'}");
    assertThat(conductor.work(PATIENT, () -> true)).isZero();

    long pause =
        assertTimeoutPreemptively(
            ofSeconds(20), () -> conductor.work(-1, () -> false), "it went on");

    assertThat(pause).isPositive();
    assertThat(said("status")).singleElement().extracting("reason").isEqualTo("idle");
    assertThat(said("status").getFirst()).containsEntry("step", 1L);
    command(conductor, "{'do':'frame'}");
    assertThat(conductor.work(PATIENT, () -> true)).isZero();
    conductor.sendFrame(wire);
    assertThat(frames.getFirst().order(java.nio.ByteOrder.LITTLE_ENDIAN).getDouble(8)).isEqualTo(2);
  }

  @Test
  void anEditIsMeasuredAtOnce() {
    Conductor conductor = conductor("{}");
    ByteBuffer before = statusAndCurve(conductor);

    command(conductor, "{'do':'edit','parameter':'output.bias','index':0,'value':2.5}");
    ByteBuffer after = statusAndCurve(conductor);

    int trainLoss =
        24 + 8 + 3 * 8; // after the frame's and the section's head, as PROTOCOL.md has it
    int onTheCurve = 24 + 8 + 80 + 8 + 16 + 8;
    assertThat(after.getDouble(trainLoss)).isGreaterThan(before.getDouble(trainLoss) + 0.1);
    assertThat(before.getDouble(onTheCurve)).isEqualTo(before.getDouble(trainLoss));
    assertThat(after.getDouble(onTheCurve)).isEqualTo(after.getDouble(trainLoss));
  }

  private ByteBuffer statusAndCurve(Conductor conductor) {
    frames.clear();
    command(conductor, "{'do':'frame','want':['status','curve']}");
    conductor.sendFrame(wire);
    return frames.getFirst().order(java.nio.ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void aSeekTellsOfChangesOnTheWayAndOfItsEnd() {
    Conductor conductor = conductor("{}");
    step(conductor, 20);
    command(conductor, "{'do':'change','state':{'training':{'l2':0.1}}}");
    step(conductor, 20);
    said.clear();

    command(conductor, "{'do':'seek','id':4,'step':5}");
    while (said("status").isEmpty()) {
      conductor.work(PATIENT, () -> true);
    }
    assertThat(said("state")).hasSize(1).first().extracting("re").isEqualTo(4L);
    assertThat(said("status").getLast())
        .containsEntry("reason", "target")
        .containsEntry("step", 5L);
    step(conductor, 25);

    assertThat(said("state")).hasSize(2);
    assertThat(said("state").getLast()).containsEntry("step", 20L).doesNotContainKey("re");
    Map<?, ?> state = (Map<?, ?>) said("state").getLast().get("state");
    assertThat(((Map<?, ?>) state.get("training")).get("l2")).isEqualTo(0.1);
  }

  private void step(Conductor conductor, int count) {
    int before = said("done").size();
    command(conductor, "{'do':'step','count':" + count + "}");
    while (said("done").size() == before) {
      conductor.work(PATIENT, () -> true);
    }
  }

  @Test
  void aRunThatDivergesOffersAFixThatHelps() {
    Conductor conductor =
        conductor(
            "{'data':{'set':'plane'},'training':{'loss':'mse',"
                + "'optimizer':{'name':'sgd','learningRate':9}}}");
    command(conductor, "{'do':'play'}");
    while (said("notice").stream().noneMatch(n -> "diverged".equals(n.get("rule")))) {
      conductor.work(PATIENT, () -> true);
    }

    assertThat(said("status").getLast()).containsEntry("reason", "diverged");
    assertThat(conductor.work(PATIENT, () -> true)).as("it does not play on").isPositive();
    Map<?, ?> fix = (Map<?, ?>) said("notice").getLast().get("fix");
    assertThat(fix.get("label")).isEqualTo("learning rate 0.9");
    String state = Json.text(Json.object("do", "change", "state", fix.get("state")));
    command(conductor, state);
    assertThat(said("state").getLast()).containsEntry("reset", false);
  }

  @ParameterizedTest
  @CsvSource({
    "learning-rate-high, learning rate 0.01",
    "learning-rate-low, learning rate 0.09",
    "exploding-gradients, clip gradients",
    "overfitting, L2 0.003",
    "vanishing-gradients, relu"
  })
  void fixesAreStatesThatCanBeChangedTo(String rule, String label) {
    Map<String, Object> fix = Fixes.of(rule, Experiments.state("{}"));

    assertThat(fix).containsEntry("label", label);
    assertThat(
            Experiments.state("{}")
                .canGoOnAs(ExperimentState.from(new Fields("", (Map<?, ?>) fix.get("state")))))
        .isTrue();
  }

  @Test
  void aWholeRateHasNoFraction() {
    Map<String, Object> fix =
        Fixes.of(
            "diverged",
            Experiments.state("{'training':{'optimizer':{'name':'sgd','learningRate':1000}}}"));

    assertThat(fix).containsEntry("label", "learning rate 100");
  }

  @Test
  void whereNothingCanBeChangedThereIsNoFix() {
    assertThat(Fixes.of("converged", Experiments.state("{}"))).isNull();
    assertThat(Fixes.of("dead-relu", Experiments.state("{}"))).isNull();
    assertThat(Fixes.of("unshuffled", Experiments.state("{}"))).isNull();
  }

  @Test
  void theCoachSpeaksUp() {
    Conductor conductor =
        conductor(
            "{'network':{'layers':[{'units':8,'activation':'sigmoid'},"
                + "{'units':8,'activation':'sigmoid'},{'units':8,'activation':'sigmoid'},"
                + "{'units':8,'activation':'sigmoid'},{'units':8,'activation':'sigmoid'},"
                + "{'units':8,'activation':'sigmoid'}]}}");
    step(conductor, 600);

    assertThat(said("notice"))
        .anySatisfy(notice -> {
          assertThat(notice).containsEntry("rule", "vanishing-gradients");
          assertThat((Map<?, ?>) notice.get("fix")).isNotNull();
        });
  }

  @Test
  void theCoachOfABranchHasNotSeenTheOtherOne() {
    String fast = "{'training':{'optimizer':{'name':'sgd','learningRate':3}}}";
    Conductor fresh = conductor(fast);
    step(fresh, 200);
    List<Object> expected = said("notice").stream().map(ConductorTest::what).toList();
    assertThat(expected).isNotEmpty();

    Conductor forked = conductor("{}");
    step(forked, 1300);
    command(forked, "{'do':'seek','step':0}");
    said.clear();
    command(forked, "{'do':'change','state':" + fast + "}");
    step(forked, 200);

    assertThat(said("notice").stream().map(ConductorTest::what))
        .containsExactlyElementsOf(expected);
  }

  private static Object what(Map<String, Object> notice) {
    return List.of(notice.get("step"), notice.get("rule"), notice.get("text"));
  }

  /// 5000 steps are a few seconds, with a page that looks, on the slowest of machines.
  @ParameterizedTest
  @CsvSource({"spiral, 0.97", "circle, 0.97", "xor, 0.9", "moons, 0.97", "gaussian, 0.97"})
  void whatIsOfferedForASetLearnsIt(String set, double accuracy) {
    Map<?, ?> offers = (Map<?, ?>) Choices.toMap().get("offers");
    ExperimentState offered = ExperimentState.from(new Fields("", (Map<?, ?>) offers.get(set)));
    Player player = new Player(offered, (_, _) -> {});
    Experiments.advance(player, 5000);

    assertThat(player.now().state().data().set()).isEqualTo(set);
    assertThat(player.now().onValidation().accuracy()).isGreaterThanOrEqualTo(accuracy);
  }
}
