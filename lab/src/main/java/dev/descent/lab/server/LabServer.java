package dev.descent.lab.server;

import dev.descent.exec.Engine;
import dev.descent.lab.engine.RunTail;
import dev.descent.lab.state.Limits;
import java.io.IOException;
import java.net.BindException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;

/// The lab's server. It listens on this machine's loopback address only, and talks to pages that
/// have its token; see PROTOCOL.md.
public final class LabServer implements AutoCloseable {
  private static final int TOKEN_BYTES = 16;
  private static final int HEADER_BYTES = 8192;
  private static final long HTTP_IDLE_MILLIS = 5000;
  private static final int THREADS = 16;

  private final String token = HexFormat.of().formatHex(randomBytes());
  private final String version;
  private final @Nullable RunTail run;
  private final Refusals refusals;
  private final Sessions sessions;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("descent-lab-clock").factory());
  private final Server server;
  private final ServerConnector connector;

  /// What a server is started with.
  ///
  /// @param port 0 for any that is free
  /// @param version of the program, for pages to show
  /// @param run a run on disk that pages show; null for none
  /// @param log takes one line for each thing that a person should know of
  public record Options(int port, String version, @Nullable RunTail run, Consumer<String> log) {}

  private LabServer(Options options) {
    this.version = options.version;
    this.run = options.run;
    this.refusals = new Refusals(options.log);
    this.sessions = new Sessions(options.run, options.log);
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
    threads.setDaemon(true);
    threads.setName("descent-lab-http");
    this.server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(options.port);
    connector.setIdleTimeout(HTTP_IDLE_MILLIS);
    server.addConnector(connector);
    connector.addBean(new ConnectionLimit(Limits.CONNECTIONS, refusals));
  }

  private static byte[] randomBytes() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /// Starts a server.
  ///
  /// **Throws** [BindException] if the port is taken
  public static LabServer start(Options options) throws IOException {
    leaveProcessor();
    LabServer lab = new LabServer(options);
    ServerWebSocketContainer sockets = ServerWebSocketContainer.ensure(lab.server);
    sockets.setMaxTextMessageSize(Limits.MESSAGE_BYTES);
    sockets.setMaxBinaryMessageSize(Limits.MESSAGE_BYTES);
    sockets.setMaxFrameSize(Limits.MESSAGE_BYTES);
    sockets.setIdleTimeout(Duration.ofSeconds(Limits.KEEP_SECONDS));
    Gate gate = new Gate(sockets, (_, _, _) -> new Page(lab), lab.refusals);
    lab.server.setHandler(gate);
    try {
      lab.server.start();
    } catch (Exception e) { // what Jetty declares
      lab.close();
      if (e.getCause() instanceof BindException taken) {
        throw taken;
      }
      throw e instanceof IOException io ? io : new IOException(String.valueOf(e.getMessage()), e);
    }
    gate.port(lab.port());
    var _ = lab.clock.scheduleWithFixedDelay(lab.sessions::sweep, 5, 5, TimeUnit.SECONDS);
    return lab;
  }

  /// Leaves a processor to the browser, if nobody has said how many threads there shall be: threads
  /// that wait for work would hold up what draws the page.
  private static void leaveProcessor() {
    if (Integer.getInteger("descent.threads") == null) {
      Engine.threads(Math.clamp(Runtime.getRuntime().availableProcessors() - 1, 1, 256));
    }
  }

  /// The port.
  public int port() {
    return connector.getLocalPort();
  }

  /// The address to open, with the token in its fragment, which browsers do not send anywhere.
  public String url() {
    return "http://127.0.0.1:" + port() + "/#token=" + token + (run == null ? "" : "&tab=run");
  }

  /// The token that a page has to show.
  public String token() {
    return token;
  }

  /// Whether the page has been built into the program.
  public static boolean isPageBuilt() {
    return new PageFiles().isBuilt();
  }

  String version() {
    return version;
  }

  Refusals refusals() {
    return refusals;
  }

  @Nullable Map<String, @Nullable Object> describeRun() {
    return run == null ? null : run.describe();
  }

  /// Gives a page a session; null if there are too many pages.
  Sessions.@Nullable Given give(String id, Page page) {
    return sessions.give(id, page);
  }

  void leave(Page page) {
    sessions.leave(page);
  }

  void later(int seconds, Runnable action) {
    if (!clock.isShutdown()) {
      var _ = clock.schedule(action, seconds, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    sessions.close();
    try {
      server.stop();
    } catch (Exception e) { // what Jetty declares
      Thread.currentThread().interrupt();
    }
  }
}
