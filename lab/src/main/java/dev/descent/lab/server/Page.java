package dev.descent.lab.server;

import dev.descent.data.Mnist;
import dev.descent.io.Json;
import dev.descent.lab.engine.Wire;
import dev.descent.lab.state.Choices;
import dev.descent.lab.state.Fields;
import dev.descent.lab.state.Limits;
import dev.descent.lab.state.StateException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.exceptions.MessageTooLargeException;
import org.jspecify.annotations.Nullable;

/// A page at the other end of a socket: checks who it is and what it sends, and bounds what waits
/// for it.
public final class Page implements Session.Listener.AutoDemanding, Wire {
  static final int MALFORMED = 4400;
  static final int NO_TOKEN = 4401;
  static final int NO_HELLO = 4408;
  static final int TOO_MANY = 4409;
  static final int TAKEN = 4410;
  static final int NOT_READING = 4413;
  static final int TOO_FAST = 4429;

  private static final int PROTOCOL = 1;
  private static final int DRAWING = 1;
  private static final int DRAWING_HEADER = 16;
  private static final int WIDEST = 200;
  private static final int MOST_WAITING_TEXTS = 500;
  private static final long MOST_WAITING_BYTES = 8L << 20;
  private static final long SECOND = 1_000_000_000L;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  private final LabServer server;
  private final AtomicInteger waitingTexts = new AtomicInteger();
  private final AtomicInteger waitingFrames = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private volatile long waitingSince;
  private volatile @Nullable Session socket;
  private volatile Sessions.@Nullable Given given;
  private long windowStart = System.nanoTime();
  private int inWindow;

  Page(LabServer server) {
    this.server = server;
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    socket = opened;
    server.later(
        5,
        () -> {
          if (given == null) {
            refuse(NO_HELLO, "a page that does not say hello");
          }
        });
  }

  @Override
  public void onWebSocketText(String text) {
    if (isTooFast()) {
      return;
    }
    Map<String, @Nullable Object> message;
    try {
      message = Json.parse(text);
    } catch (IllegalArgumentException e) {
      refuse(MALFORMED, "a message that is no JSON object");
      return;
    }
    Sessions.Given known = given;
    if (known == null) {
      hello(message);
    } else if (!(message.get("do") instanceof String)) {
      refuse(MALFORMED, "a message that says nothing to do");
    } else if (!known.session().command(this, message)) {
      refuse(TOO_FAST, "more messages than can be answered");
    }
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    ByteBuffer message = payload.order(ByteOrder.LITTLE_ENDIAN);
    Sessions.Given known = given;
    if (!isTooFast()) {
      if (known == null) {
        refuse(NO_TOKEN, "a page without the token");
      } else if (!draw(known, message)) {
        refuse(MALFORMED, "a binary message that is no drawing");
      }
    }
    callback.succeed();
  }

  private static boolean draw(Sessions.Given known, ByteBuffer message) {
    if (message.remaining() < DRAWING_HEADER) {
      return false;
    }
    int kind = message.get();
    int version = message.get();
    int width = Short.toUnsignedInt(message.getShort());
    int height = Short.toUnsignedInt(message.getShort());
    message.getShort();
    long number = Integer.toUnsignedLong(message.getInt());
    message.getInt();
    if (kind != DRAWING
        || version != PROTOCOL
        || width < 1
        || width > WIDEST
        || height < 1
        || height > WIDEST
        || message.remaining() != width * height) {
      return false;
    }
    byte[] ink = new byte[width * height];
    message.get(ink);
    return known.session().draw(number, width, height, ink);
  }

  /// Whether there are more messages than there may be: the socket is closed then.
  private boolean isTooFast() {
    long now = System.nanoTime();
    if (now - windowStart > SECOND) {
      windowStart = now;
      inWindow = 0;
    }
    inWindow++;
    if (inWindow <= Limits.MESSAGES_PER_SECOND) {
      return false;
    }
    refuse(TOO_FAST, "more messages than there may be in a second");
    return true;
  }

  private void hello(Map<String, @Nullable Object> message) {
    String session;
    try {
      Fields fields = new Fields("", message);
      boolean right =
          "hello".equals(message.get("do"))
              && message.get("token") instanceof String token
              && isToken(token);
      if (!right) {
        refuse(NO_TOKEN, "a page without the token");
        return;
      }
      fields.text("do", 10);
      fields.text("token", 100);
      fields.whole("id", 0, Integer.MAX_VALUE, 0);
      fields.whole("protocol", PROTOCOL, PROTOCOL);
      session = fields.text("session", 32, "");
      fields.finish();
    } catch (StateException e) {
      refuse(MALFORMED, "a hello that makes no sense");
      return;
    }
    Sessions.Given mine = server.give(session, this);
    if (mine == null) {
      refuse(TOO_MANY, "more pages than there may be");
      return;
    }
    if (mine.before() != null) {
      mine.before().refuse(TAKEN, "a page whose session another one has taken");
    }
    given = mine;
    text(
        Json.text(
            Json.object(
                "type", "hello",
                "protocol", PROTOCOL,
                "version", server.version(),
                "session", mine.id(),
                "resumed", mine.resumed(),
                "choices", Choices.toMap(),
                "limits", Limits.toMap(),
                "mnist", isMnistThere(),
                "run", server.describeRun())));
    mine.session().attach(this);
  }

  private boolean isToken(String token) {
    return MessageDigest.isEqual(
        token.getBytes(StandardCharsets.UTF_8), server.token().getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isMnistThere() {
    try {
      return Mnist.find(Optional.empty()).isPresent();
    } catch (dev.descent.data.DataException e) {
      return false;
    }
  }

  @Override
  public void text(String json) {
    Session to = socket;
    if (to == null) {
      return;
    }
    int bytes = json.length();
    if (waitingTexts.incrementAndGet() > MOST_WAITING_TEXTS
        || waitingBytes.addAndGet(bytes) > MOST_WAITING_BYTES) {
      refuse(NOT_READING, "a page that does not read");
      return;
    }
    to.sendText(
        json,
        Callback.from(
            () -> {
              waitingTexts.decrementAndGet();
              waitingBytes.addAndGet(-bytes);
            },
            _ -> {}));
  }

  @Override
  public void binary(ByteBuffer message) {
    Session to = socket;
    if (to == null) {
      return;
    }
    waitingSince = System.nanoTime();
    waitingFrames.incrementAndGet();
    if (waitingBytes.addAndGet(message.remaining()) > MOST_WAITING_BYTES) {
      refuse(NOT_READING, "a page that does not read");
      return;
    }
    int bytes = message.remaining();
    to.sendBinary(
        message,
        Callback.from(
            () -> {
              waitingFrames.decrementAndGet();
              waitingBytes.addAndGet(-bytes);
            },
            _ -> {}));
  }

  @Override
  public boolean isReady() {
    return waitingFrames.get() == 0;
  }

  /// Lets a page go that has not read for long.
  void requireReading(long now) {
    if (waitingFrames.get() > 0 && now - waitingSince > PATIENCE) {
      refuse(NOT_READING, "a page that does not read");
    }
  }

  /// Closes the socket, and cuts it if that takes long.
  private void refuse(int code, String kind) {
    Session to = socket;
    if (to == null) {
      return;
    }
    socket = null;
    server.refusals().note(kind);
    server.leave(this);
    to.close(code, kind, Callback.NOOP);
    server.later(1, to::disconnect);
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    if (cause instanceof MessageTooLargeException && socket != null) {
      server.refusals().note("a message that is too large");
    }
  }

  @Override
  public void onWebSocketClose(int statusCode, String reason, Callback callback) {
    socket = null;
    server.leave(this);
    callback.succeed();
  }
}
