package dev.descent.lab.speed;

import dev.descent.io.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A page without a browser: speaks the lab's protocol.
public final class LabClient implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final HttpClient http;
  private final WebSocket socket;
  private final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();

  private LabClient(HttpClient http, int port, String origin) {
    this.http = http;
    this.socket =
        http.newWebSocketBuilder()
            .header("Origin", origin)
            .connectTimeout(Duration.ofSeconds(PATIENCE_SECONDS))
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/socket"), new Receiver())
            .join();
  }

  /// A client that has said nothing yet.
  public static LabClient connect(int port) {
    return connect(port, "http://127.0.0.1:" + port);
  }

  /// A client that says it is from elsewhere.
  ///
  /// **Throws** [java.util.concurrent.CompletionException] if it is refused
  public static LabClient connect(int port, String origin) {
    return new LabClient(HttpClient.newHttpClient(), port, origin);
  }

  /// Says hello and reads the answer.
  ///
  /// @param session to come back to; empty for none
  public Map<String, @Nullable Object> hello(String token, String session)
      throws InterruptedException {
    send(Json.object("do", "hello", "protocol", 1, "token", token, "session", session));
    return json("hello");
  }

  /// Sends a command.
  public void send(Map<String, @Nullable Object> command) {
    sendText(Json.text(command));
  }

  /// Sends any text.
  public void sendText(String text) {
    socket.sendText(text, true).join();
  }

  /// Sends any bytes.
  public void sendBinary(ByteBuffer bytes) {
    socket.sendBinary(bytes, true).join();
  }

  /// The next JSON message of a type; others before it are skipped.
  ///
  /// **Throws** [IllegalStateException] if none comes, or an error does
  public Map<String, @Nullable Object> json(String type) throws InterruptedException {
    while (true) {
      if (next() instanceof String text) {
        Map<String, @Nullable Object> message = Json.parse(text);
        if (type.equals(message.get("type"))) {
          return message;
        }
        if ("error".equals(message.get("type"))) {
          throw new IllegalStateException("the lab says: " + message.get("text"));
        }
      }
    }
  }

  /// The next binary message, little-endian; others before it are skipped.
  public ByteBuffer binary() throws InterruptedException {
    while (true) {
      switch (next()) {
        case ByteBuffer bytes -> {
          return bytes;
        }
        case String text when text.contains("\"type\":\"error\"") ->
            throw new IllegalStateException("the lab says: " + text);
        default -> {}
      }
    }
  }

  private Object next() throws InterruptedException {
    Object message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new IllegalStateException("the lab does not answer; closed: " + closed);
    }
    if (message instanceof Integer code) {
      messages.add(code);
      throw new IllegalStateException("the lab has closed the socket: " + code);
    }
    return message;
  }

  /// The code with which the socket was closed, as soon as it is.
  public CompletableFuture<Integer> closed() {
    return closed;
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
    http.close();
  }

  private final class Receiver implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();
    private ByteBuffer bytes = ByteBuffer.allocate(1 << 16);

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        messages.add(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
      if (bytes.remaining() < part.remaining()) {
        ByteBuffer larger = ByteBuffer.allocate(2 * (bytes.position() + part.remaining()));
        bytes = larger.put(bytes.flip());
      }
      bytes.put(part);
      if (last) {
        messages.add(bytes.flip().order(ByteOrder.LITTLE_ENDIAN));
        bytes = ByteBuffer.allocate(1 << 16);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(code);
      messages.add(code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.complete(1006);
      messages.add(1006);
    }
  }
}
