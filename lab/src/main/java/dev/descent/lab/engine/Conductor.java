package dev.descent.lab.engine;

import dev.descent.io.Json;
import dev.descent.lab.state.ExperimentState;
import dev.descent.lab.state.Fields;
import dev.descent.lab.state.StateException;
import dev.descent.train.DivergedException;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Does what a page asks of an experiment, and trains meanwhile. For the session's thread.
final class Conductor {
  private static final long FOREVER = 3_600_000_000_000L;
  private static final int PLAYING = 1;
  private static final int DIVERGED = 2;
  private static final int SEEKING = 4;
  private static final int SWEEPING = 8;

  private final Player player;
  private final Listener listener;
  private final Frames frames = new Frames();
  private final Pace pace = new Pace();
  private final Breather breather = new Breather();
  private final Consumer<Map<String, @Nullable Object>> out;
  private final @Nullable RunTail run;
  private Goal goal = new Goal.Rest();
  private @Nullable FrameRequest request;
  private Pictures.@Nullable Drawing drawing;
  private @Nullable SweepRun sweep;
  private boolean diverged;
  private boolean asleep;
  private long lookedAt = System.nanoTime();

  Conductor(
      ExperimentState state, @Nullable RunTail run, Consumer<Map<String, @Nullable Object>> out) {
    this.run = run;
    this.out = out;
    this.listener = new Listener(this::notice);
    this.player = new Player(state, listener);
  }

  /// A page has come. It knows nothing of a sweep, so there is none any more.
  void attached() {
    request = null;
    if (sweep != null) {
      rest();
      sweep = null;
    }
    look();
    out.accept(state(-1, true));
  }

  private void look() {
    lookedAt = System.nanoTime();
    if (asleep) {
      asleep = false;
      pace.restart();
    }
  }

  boolean hasRequest() {
    return request != null;
  }

  void draw(long number, int width, int height, byte[] ink) {
    drawing = Pictures.normalise(number, width, height, ink);
  }

  /// Answers the request for a frame, if there is one.
  void sendFrame(Wire page) {
    FrameRequest wanted = request;
    if (wanted == null) {
      return;
    }
    request = null;
    long start = System.nanoTime();
    page.binary(frames.write(wanted, player, surroundings()));
    long now = System.nanoTime();
    breather.sent(now, now - start);
    listener.measured(frames.measure(player));
  }

  private Frames.Surroundings surroundings() {
    int flags =
        (goal instanceof Goal.Play ? PLAYING : 0)
            | (diverged ? DIVERGED : 0)
            | (goal instanceof Goal.Seek ? SEEKING : 0)
            | (sweep != null ? SWEEPING : 0);
    return new Frames.Surroundings(
        listener.latestLoss(),
        pace.perSecond(),
        flags,
        !(goal instanceof Goal.Rest),
        listener.health(),
        drawing,
        sweep);
  }

  /// Does a command.
  ///
  /// **Throws** [StateException] if it makes no sense; everything is as it was then
  void command(String name, long id, Fields fields, @Nullable Wire page) {
    switch (name) {
      case "frame" -> frame(id, fields);
      case "play" -> {
        double speed = fields.number("stepsPerSecond", 0, 1e6, 0);
        fields.finish();
        rest();
        pace.limit(speed);
        goal = new Goal.Play();
        look();
        done(id);
      }
      case "pause" -> {
        fields.finish();
        rest();
        done(id);
      }
      case "step" -> step(id, fields);
      case "reset" -> {
        fields.finish();
        start(player.now().state(), id);
      }
      case "start" -> start(stateOf(fields), id);
      case "change" -> change(stateOf(fields), id);
      case "edit" -> edit(id, fields);
      case "seek" -> {
        long target = fields.whole("step", 0, player.line().last());
        fields.finish();
        withoutSweep();
        rest();
        player.jump(target);
        seek(target, id);
      }
      case "branch" -> {
        int branch = (int) fields.whole("branch", 1, Integer.MAX_VALUE);
        fields.finish();
        withoutSweep();
        Timeline before = player.line();
        player.branch(branch);
        beginIfLeft(before);
        rest();
        seek(player.line().last(), id);
      }
      case "points" -> {
        fields.finish();
        if (player.now().problem().isPictures()) {
          throw new StateException(null, "pictures have no points in the plane");
        }
        if (page != null) {
          page.binary(Frames.points(Math.max(0, id), player.now().problem(), player.dataVersion()));
        }
      }
      case "look" -> answer("look", id, new Microscope(player.now(), fields).look());
      case "sweep" -> sweep(id, fields);
      case "sweepEnd" -> {
        fields.finish();
        rest();
        sweep = null;
        done(id);
      }
      case "code" -> {
        fields.finish();
        answer(
            "code",
            id,
            Json.object(
                "name",
                "Experiment.java",
                "source",
                new CodeWriter(player).write(),
                "exact",
                true,
                "why",
                "",
                "step",
                player.step()));
      }
      case "journal" -> {
        fields.finish();
        long step = player.step();
        answer("journal", id, Json.object("step", step, "changes", player.line().journal(step)));
      }
      case "run" -> run(id, fields);
      default ->
          throw new StateException("do", "there is no command of this name; see PROTOCOL.md");
    }
  }

  private static ExperimentState stateOf(Fields fields) {
    fields.require("state", "an object");
    ExperimentState state = ExperimentState.from(fields.object("state"));
    fields.finish();
    return state;
  }

  private void frame(long id, Fields fields) {
    FrameRequest wanted = FrameRequest.read(fields, Math.max(0, id));
    if (request != null) {
      throw new StateException(null, "one frame at a time: the one before is still to come");
    }
    request = wanted;
    look();
    breather.asked(lookedAt);
  }

  /// Ends what is being done; a command that waits for its end is answered.
  private void rest() {
    if (goal instanceof Goal.Steps steps) {
      done(steps.id());
    }
    goal = new Goal.Rest();
    pace.limit(0);
  }

  private void withoutSweep() {
    if (sweep != null) {
      throw new StateException(null, "there is a sweep; end it first");
    }
  }

  private void start(ExperimentState state, long id) {
    withoutSweep();
    boolean playing = goal instanceof Goal.Play;
    player.start(state);
    listener.begin();
    changed(playing);
    out.accept(state(id, true));
  }

  private void change(ExperimentState state, long id) {
    withoutSweep();
    boolean playing = goal instanceof Goal.Play;
    Timeline before = player.line();
    boolean anew = player.change(state);
    beginIfLeft(before);
    changed(playing);
    out.accept(state(id, anew));
  }

  /// What the coach has seen of a timeline is no news of another.
  private void beginIfLeft(Timeline before) {
    if (player.line() != before) {
      listener.begin();
    }
  }

  private void changed(boolean playing) {
    diverged = false;
    if (!playing) {
      rest();
    }
  }

  private void edit(long id, Fields fields) {
    Edit edit =
        new Edit(
            fields.text("parameter", 60),
            (int) fields.whole("index", 0, Integer.MAX_VALUE),
            (float) fields.number("value", -1000, 1000));
    fields.finish();
    withoutSweep();
    Timeline before = player.line();
    player.edit(edit);
    frames.changed();
    beginIfLeft(before);
    changed(goal instanceof Goal.Play);
    out.accept(state(id, false));
  }

  private void seek(long target, long id) {
    diverged = false;
    look();
    goal = player.step() == target ? new Goal.Rest() : new Goal.Seek(target);
    out.accept(state(id, false));
    if (goal instanceof Goal.Rest) {
      status("target", "");
    }
  }

  private void step(long id, Fields fields) {
    String unit = fields.text("unit", 10, "batch");
    long count = fields.whole("count", 1, 10_000, 1);
    fields.finish();
    if (!unit.equals("batch") && !unit.equals("epoch")) {
      throw fields.error("unit", "\"unit\" must be batch or epoch");
    }
    rest();
    long until = count;
    if (sweep == null) {
      int perEpoch = player.now().session().stepsPerEpoch();
      int inEpoch = player.now().session().stepsInEpoch();
      until = player.step() + (unit.equals("batch") ? count : count * perEpoch - inEpoch);
    }
    look();
    goal = new Goal.Steps(until, id);
  }

  private void sweep(long id, Fields fields) {
    SweepRun made = new SweepRun(fields, player.now().state(), player.now().problem());
    rest();
    sweep = made;
    answer("sweep", id, Json.object("cells", made.describe()));
  }

  private void run(long id, Fields fields) {
    long from = fields.whole("from", 0, Integer.MAX_VALUE, 0);
    fields.finish();
    if (run == null) {
      throw new StateException(null, "there is no run: start the lab with --run");
    }
    answer("run", id, run.read(from));
  }

  /// Trains until the goal is reached, something else is to be done, or no frame was asked for in a
  /// while: then it stands still.
  ///
  /// @param grace how long it goes on without a request for a frame, in nanoseconds
  /// @return the nanoseconds to wait; 0 for none
  long work(long grace, BooleanSupplier interrupted) {
    if (goal instanceof Goal.Rest || asleep) {
      return FOREVER;
    }
    do {
      long now = System.nanoTime();
      if (now - lookedAt > grace) {
        asleep = true;
        status("idle", "nobody looks: it goes on with the next frame");
        return FOREVER;
      }
      long pause =
          goal instanceof Goal.Play ? Math.max(pace.untilNext(now), breather.left(now)) : 0;
      if (pause > 0) {
        return pause;
      }
      if (sweep != null) {
        sweepEpoch(sweep);
      } else {
        oneStep();
      }
      pace.done();
    } while (!(goal instanceof Goal.Rest) && !interrupted.getAsBoolean());
    return 0;
  }

  private void sweepEpoch(SweepRun running) {
    running.epoch();
    if (goal instanceof Goal.Steps steps) {
      goal = new Goal.Steps(steps.until() - 1, steps.id());
      if (steps.until() <= 1) {
        rest();
      }
    }
  }

  private void oneStep() {
    try {
      boolean changed = player.advance();
      long step = player.step();
      if (goal instanceof Goal.Steps steps && step >= steps.until()) {
        rest();
      }
      boolean arrived = goal instanceof Goal.Seek seek && step >= seek.target();
      if (arrived) {
        rest();
      }
      if (changed) {
        out.accept(state(-1, false));
      }
      if (arrived) {
        status("target", "");
      }
    } catch (DivergedException e) {
      rest();
      diverged = true;
      String text = String.valueOf(e.getMessage());
      status("diverged", text);
      notice("diverged", text, "lower the learning rate, or clip the gradients");
    }
  }

  private void notice(String rule, String text, String suggestion) {
    Map<String, @Nullable Object> notice =
        Json.object(
            "type",
            "notice",
            "step",
            player.step(),
            "rule",
            rule,
            "text",
            text,
            "suggestion",
            suggestion,
            "fix",
            Fixes.of(rule, player.now().state()));
    out.accept(notice);
  }

  private void status(String reason, String text) {
    out.accept(
        Json.object(
            "type",
            "status",
            "playing",
            goal instanceof Goal.Play,
            "reason",
            reason,
            "step",
            player.step(),
            "text",
            text));
  }

  private void done(long id) {
    out.accept(typed("done", id));
  }

  private void answer(String type, long id, Map<String, @Nullable Object> content) {
    Map<String, @Nullable Object> message = typed(type, id);
    message.putAll(content);
    out.accept(message);
  }

  private static Map<String, @Nullable Object> typed(String type, long id) {
    Map<String, @Nullable Object> message = Json.object("type", type);
    if (id >= 0) {
      message.put("re", id);
    }
    return message;
  }

  private Map<String, @Nullable Object> state(long id, boolean reset) {
    Map<String, @Nullable Object> message = typed("state", id);
    Experiment now = player.now();
    message.put("state", now.state().toMap());
    message.put("reset", reset);
    message.put("branch", Player.describe(player.line()));
    message.put("branches", player.describeBranches());
    message.put("playing", goal instanceof Goal.Play);
    message.put("step", player.step());
    message.put("last", player.line().last());
    message.put("model", Network.describe(now.model(), now.state().network(), now.problem()));
    message.put("data", now.problem().toMap(player.dataVersion()));
    message.put("stepsPerEpoch", now.session().stepsPerEpoch());
    return message;
  }
}
