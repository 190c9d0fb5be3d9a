package dev.descent.lab.engine;

import dev.descent.io.Json;
import dev.descent.lab.state.ExperimentState;
import dev.descent.lab.state.Fields;
import dev.descent.lab.state.Limits;
import dev.descent.lab.state.StateException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One experiment on a thread of its own: it trains, does between two steps what the page asks for,
/// and stands still when nobody looks.
///
/// The methods may be called from any thread.
public final class Session implements AutoCloseable {
  private static final int MOST_WAITING = 2000;
  private static final long GRACE = TimeUnit.SECONDS.toNanos(Limits.GRACE_SECONDS);

  private final Queue<Message> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Thread thread;
  private final Conductor conductor;
  private final Consumer<String> log;
  private volatile @Nullable Wire wire;
  private volatile boolean closed;

  private record Message(
      @Nullable Wire from, @Nullable Map<String, @Nullable Object> command, Runnable action) {}

  /// A session in a state, at step 0, that nobody looks at.
  ///
  /// @param run the run on disk that may be looked at; null for none
  /// @param log where trouble is told, one line each
  public Session(ExperimentState state, @Nullable RunTail run, Consumer<String> log) {
    this.log = log;
    this.conductor = new Conductor(state, run, this::send);
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("descent-lab")
            .uncaughtExceptionHandler((_, e) -> log.accept("a session has ended: " + e))
            .unstarted(this::run);
    thread.start();
  }

  /// Makes a page the one that is told everything.
  public void attach(Wire page) {
    enqueue(
        new Message(
            null,
            null,
            () -> {
              wire = page;
              conductor.attached();
            }));
  }

  /// Forgets a page, if it is the present one.
  public void detach(Wire page) {
    if (wire == page) {
      wire = null;
    }
  }

  /// Whether a page looks.
  public boolean isAttached() {
    return wire != null;
  }

  /// Takes a command; it is done between two steps.
  ///
  /// @return false if too many are waiting
  public boolean command(Wire from, Map<String, @Nullable Object> command) {
    return enqueue(new Message(from, command, () -> {}));
  }

  /// Takes a drawing of a digit.
  ///
  /// @param number told back
  /// @param ink 0 for paper … 255, row-major
  /// @return false if too many messages are waiting
  public boolean draw(long number, int width, int height, byte[] ink) {
    return enqueue(new Message(null, null, () -> conductor.draw(number, width, height, ink)));
  }

  private boolean enqueue(Message message) {
    if (count.get() >= MOST_WAITING) {
      return false;
    }
    count.incrementAndGet();
    waiting.add(message);
    LockSupport.unpark(thread);
    return true;
  }

  /// Ends the session after the step under way.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void send(Map<String, @Nullable Object> message) {
    Wire page = wire;
    if (page != null) {
      page.text(Json.text(message));
    }
  }

  private void run() {
    while (!closed) {
      for (Message next = waiting.poll(); next != null; next = waiting.poll()) {
        count.decrementAndGet();
        handle(next);
      }
      Wire page = wire;
      if (page != null && page.isReady()) {
        conductor.sendFrame(page);
      }
      long pause = conductor.work(GRACE, () -> !waiting.isEmpty() || closed || frameIsDue());
      if (pause > 0 && waiting.isEmpty() && !closed) {
        LockSupport.parkNanos(this, conductor.hasRequest() ? Math.min(pause, 200_000) : pause);
      }
    }
  }

  private boolean frameIsDue() {
    Wire page = wire;
    return conductor.hasRequest() && page != null && page.isReady();
  }

  private void handle(Message message) {
    Map<String, @Nullable Object> command = message.command;
    if (command == null) {
      message.action.run();
      return;
    }
    if (message.from != wire) {
      return; // a page that has gone meanwhile
    }
    Fields fields = new Fields("", command);
    String name = "";
    long id = -1;
    try {
      name = fields.text("do", 20);
      id = fields.whole("id", 0, Integer.MAX_VALUE, -1);
      conductor.command(name, id, fields, wire);
    } catch (StateException e) {
      refuse(name, id, e);
    } catch (RuntimeException e) {
      log.accept("the command " + name + " has failed: " + e);
      refuse(name, id, new StateException(null, "this has failed, which is a bug: " + e));
    }
  }

  private void refuse(String name, long id, StateException e) {
    Map<String, @Nullable Object> error = Json.object("type", "error");
    if (id >= 0) {
      error.put("re", id);
    }
    error.put("in", name);
    if (e.field() != null) {
      error.put("field", e.field());
    }
    error.put("text", e.text());
    send(error);
  }
}
