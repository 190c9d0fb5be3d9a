package dev.descent.lab.server;

import static dev.descent.lab.server.Lab.ask;
import static dev.descent.lab.server.Lab.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.io.Json;
import dev.descent.lab.speed.LabClient;
import dev.descent.lab.state.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked // trees of JSON: what is missing fails a test anyway
class HostileClientTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private Lab lab;
  private LabClient page;

  @BeforeEach
  void open() throws IOException, InterruptedException {
    lab = new Lab();
    page = lab.page();
    ask(page, "{'do':'step','count':10}", "done");
  }

  /// Whatever was tried: the experiment of the page is unharmed, and goes on.
  @AfterEach
  void thePageGoesOn() throws InterruptedException {
    assertThat(frame(page, "status").step()).isEqualTo(10);
    ask(page, "{'do':'step'}", "done");
    assertThat(frame(page, "status").step()).isEqualTo(11);
    page.close();
    lab.close();
    assertThat(lab.log).doesNotHaveDuplicates().allMatch(line -> !line.contains("\n"));
  }

  private int port() {
    return lab.server.port();
  }

  /// Sends bytes, and reads until the server closes.
  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket(LOOPBACK, port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private String get(String path, String... headers) throws IOException {
    return exchange(
        "GET "
            + path
            + " HTTP/1.1\r\n"
            + String.join("\r\n", headers)
            + "\r\nConnection: close\r\n\r\n");
  }

  private String host() {
    return "Host: 127.0.0.1:" + port();
  }

  @Test
  void thePageIsServedWithItsProtection() throws IOException {
    assertThat(get("/", host()))
        .startsWith("HTTP/1.1 200 ")
        .contains("Content-Security-Policy: default-src 'none'; script-src 'self';")
        .contains("frame-ancestors 'none'")
        .contains("X-Content-Type-Options: nosniff")
        .contains("Cross-Origin-Opener-Policy: same-origin")
        .contains("Cross-Origin-Resource-Policy: same-origin")
        .contains("Referrer-Policy: no-referrer")
        .doesNotContain("Server:")
        .doesNotContain(lab.server.token());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example", "evil.example:PORT", "127.0.0.1", "127.0.0.1:1", "localhost.evil:PORT",
        "127.0.0.1:PORT.evil", "0.0.0.0:PORT", "127.0.0.1:PORT, evil", "[::1]:1", ""
      })
  void otherHostsAreRefused(String host) throws IOException {
    String answer = get("/", "Host: " + host.replace("PORT", String.valueOf(port())));

    assertThat(answer).matches("(?s)HTTP/1\\.1 (421|400) .*").doesNotContain("<h1>");
    assertThat(lab.log.size()).isLessThanOrEqualTo(1);
  }

  @Test
  void aHostBesideTheOneOfTheAddressIsRefused() throws IOException {
    assertThat(get("http://evil.example/", host())).matches("(?s)HTTP/1\\.1 (421|400) .*");
    assertThat(get("/", host(), "Host: evil.example")).matches("(?s)HTTP/1\\.1 (421|400) .*");
    assertThat(exchange("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .matches("(?s)HTTP/1\\.1 (421|400) .*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../pom.xml",
        "/%2e%2e/pom.xml",
        "/assets/../index.html",
        "/assets/%2e%2e/x",
        "/assets/",
        "/assets//etc/passwd",
        "//etc/passwd",
        "/page/index.html",
        "/assets/a/b.js",
        "/assets/..%2f..%2fmodule-info.class",
        "/assets/.hidden",
        "/missing/index.html",
        "/socket",
        "/assets/x.class",
        "/index.html%00.js",
        "/file:///etc/passwd"
      })
  void noPathLeadsElsewhere(String path) throws IOException {
    assertThat(get(path, host(), "Origin: http://127.0.0.1:" + port()))
        .matches("(?s)HTTP/1\\.1 (404|400) .*")
        .doesNotContain("root:");
  }

  @Test
  void otherMethodsAreRefused() throws IOException {
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW")) {
      assertThat(exchange(method + " / HTTP/1.1\r\n" + host() + "\r\nConnection: close\r\n\r\n"))
          .as(method)
          .startsWith("HTTP/1.1 405 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example", "http://127.0.0.1", "http://127.0.0.1:1", "https://127.0.0.1:PORT",
        "null", "http://localhost:PORT", "http://127.0.0.1:PORT/", "http://127.0.0.1:PORT.evil"
      })
  void pagesFromElsewhereGetNoSocket(String origin) {
    assertThatThrownBy(
            () -> LabClient.connect(port(), origin.replace("PORT", String.valueOf(port()))))
        .hasMessageContaining("WebSocketHandshakeException");
    assertThat(lab.log).containsExactly("refused a socket for a page from elsewhere");
  }

  @Test
  void aSocketWithoutAnOriginIsRefused() throws IOException {
    assertThat(
            get(
                "/socket",
                host(),
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="))
        .startsWith("HTTP/1.1 403 ");
  }

  private static int code(LabClient client) {
    try {
      return client.closed().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("the socket was not closed", e);
    }
  }

  @Test
  void nobodyGetsInWithoutTheToken() {
    String token = lab.server.token();
    List<String> tries =
        List.of(
            "{\"do\":\"play\"}",
            "{\"do\":\"hello\",\"protocol\":1}",
            "{\"do\":\"hello\",\"protocol\":1,\"token\":\"\"}",
            "{\"do\":\"hello\",\"protocol\":1,\"token\":null}",
            "{\"do\":\"hello\",\"protocol\":1,\"token\":[\"" + token + "\"]}",
            "{\"do\":\"hello\",\"protocol\":1,\"token\":\"" + token + "0\"}",
            "{\"do\":\"hello\",\"protocol\":1,\"token\":\"" + token.substring(1) + "\"}",
            "{\"do\":\"hello\",\"protocol\":1,\"token\":\"" + "0".repeat(32) + "\"}");
    for (String each : tries) {
      try (LabClient client = LabClient.connect(port())) {
        client.sendText(each);
        assertThat(code(client)).as(each).isEqualTo(4401);
      }
    }
    try (LabClient client = LabClient.connect(port())) {
      client.sendBinary(ByteBuffer.allocate(16));
      assertThat(code(client)).isEqualTo(4401);
    }
    assertThat(lab.log).containsExactly("refused a page without the token");
  }

  @Test
  void whoSaysNothingIsLetGo() {
    try (LabClient client = LabClient.connect(port())) {
      assertThat(code(client)).isEqualTo(4408);
    }
    assertThat(lab.log).containsExactly("refused a page that does not say hello");
  }

  @Test
  void largeMessagesCloseTheSocket() throws InterruptedException {
    try (LabClient client = LabClient.connect(port())) {
      client.hello(lab.server.token(), "");
      client.json("state");
      client.sendText("{\"do\":\"start\",\"x\":\"" + "x".repeat(70_000) + "\"}");
      assertThat(code(client)).isEqualTo(1009);
    }
    try (LabClient client = LabClient.connect(port())) {
      client.hello(lab.server.token(), "");
      client.json("state");
      client.sendBinary(ByteBuffer.allocate(70_000));
      assertThat(code(client)).isEqualTo(1009);
    }
    assertThat(lab.log).containsExactly("refused a message that is too large");
  }

  @Test
  void tooManyMessagesCloseTheSocket() throws InterruptedException {
    try (LabClient client = LabClient.connect(port())) {
      client.hello(lab.server.token(), "");
      client.json("state");
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  client.sendText("{\"do\":\"pause\"}");
                }
              })
          .isInstanceOf(RuntimeException.class);
      assertThat(code(client)).isIn(4429, 1006);
    }
    assertThat(lab.log).containsExactly("refused more messages than there may be in a second");
  }

  @Test
  void tooManyPagesAreRefused() throws InterruptedException {
    List<LabClient> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clients.add(lab.page());
    }
    try (LabClient client = LabClient.connect(port())) {
      client.send(
          Json.object("do", "hello", "protocol", 1, "token", lab.server.token(), "session", ""));
      assertThat(code(client)).isEqualTo(4409);
    }
    clients.forEach(LabClient::close);
    assertThat(lab.log).containsExactly("refused more pages than there may be");
  }

  @Test
  void aThousandConnectionsAreBounded() throws IOException, InterruptedException {
    List<Socket> sockets = new ArrayList<>();
    int refused;
    try {
      for (int i = 0; i < 1000; i++) {
        Socket socket = new Socket();
        sockets.add(socket);
        try {
          socket.connect(new InetSocketAddress(LOOPBACK, port()), 5000);
        } catch (IOException e) {
          socket.close();
        }
      }
      assertThat(frame(page, "status").step()).as("the page is served meanwhile").isEqualTo(10);
      List<Socket> open = new ArrayList<>(sockets);
      // Those that wait to be let in are not refused yet; each look waits a millisecond.
      for (int round = 0; round < 40 && open.size() > Limits.CONNECTIONS; round++) {
        open.removeIf(HostileClientTest::isClosed);
      }
      refused = sockets.size() - open.size();
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    assertThat(refused).isGreaterThanOrEqualTo(1000 - Limits.CONNECTIONS);
    assertThat(lab.log).containsExactly("refused more connections than there may be");
  }

  /// Whether the other side has closed it, now.
  private static boolean isClosed(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void otherAddressesOfTheMachineDoNotAnswer() throws IOException {
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(each.getInetAddresses())) {
        if (!address.isLoopbackAddress()) {
          assertThatThrownBy(
                  () -> {
                    try (Socket socket = new Socket()) {
                      socket.connect(new InetSocketAddress(address, port()), 2000);
                    }
                  })
              .isInstanceOf(IOException.class);
        }
      }
    }
  }

  /// A page that asks and never reads: what waits for it is bounded, and it is let go.
  @Test
  @Timeout(60)
  void whoNeverReadsIsLetGo() throws IOException {
    StringBuilder own = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      own.append(i == 0 ? "" : ",").append("[%s,%s,%d]".formatted(i / 200.0, -i / 170.0, i % 3));
    }
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(LOOPBACK, port()));
      upgrade(socket);
      send(socket, "{\"do\":\"hello\",\"protocol\":1,\"token\":\"" + lab.server.token() + "\"}");
      send(
          socket,
          "{\"do\":\"start\",\"state\":{\"data\":{\"set\":\"points\",\"own\":[" + own + "]}}}");
      // The program of a thousand points is long: these answers are more than may wait, though the
      // commands are fewer than there may be in a second.
      for (int i = 0; i < 450; i++) {
        send(socket, "{\"do\":\"code\"}");
      }
      while (lab.log.isEmpty()) {
        Thread.onSpinWait();
      }
    }
    assertThat(lab.log).containsExactly("refused a page that does not read");
  }

  private void upgrade(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET /socket HTTP/1.1\r\n"
                    + host()
                    + "\r\nOrigin: http://127.0.0.1:"
                    + port()
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no answer: " + head);
      }
      head.append((char) next);
    }
    assertThat(head.toString()).startsWith("HTTP/1.1 101 ");
  }

  /// A text frame, masked as clients must, with a mask of zeros.
  private static void send(Socket socket, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x81);
    if (bytes.length < 126) {
      frame.write(0x80 | bytes.length);
    } else {
      frame.write(0x80 | 126);
      frame.write(bytes.length >> 8);
      frame.write(bytes.length);
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(bytes);
    socket.getOutputStream().write(frame.toByteArray());
  }

  @Test
  void randomBytesOnTheWireDoNoHarm() throws IOException {
    Random random = new Random(1);
    for (int round = 0; round < 60; round++) {
      try (Socket socket = new Socket(LOOPBACK, port())) {
        socket.setSoTimeout(20_000);
        if (round % 2 == 0) {
          upgrade(socket);
        }
        byte[] noise = new byte[1 + random.nextInt(400)];
        random.nextBytes(noise);
        socket.getOutputStream().write(noise);
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      } catch (IOException e) {
        // Cut off: fine as well.
      }
    }
  }

  /// Commands that are nearly right: each is answered, by an error or by what it asks for.
  @Test
  void commandsThatAreNearlyRightAreAnswered() throws InterruptedException {
    Random random = new Random(2);
    List<String> seeds =
        List.of(
            "{\"do\":\"change\",\"state\":{\"training\":{\"batchSize\":10,\"l1\":0.5}}}",
            "{\"do\":\"start\",\"state\":{\"data\":{\"set\":\"points\",\"own\":[[1,2,0],[2,1,1]]}}}",
            "{\"do\":\"step\",\"unit\":\"batch\",\"count\":3}",
            "{\"do\":\"seek\",\"step\":3}",
            "{\"do\":\"edit\",\"parameter\":\"hidden1.weight\",\"index\":1,\"value\":-0.5}",
            "{\"do\":\"frame\",\"want\":[\"map\",\"units\"],\"size\":12}",
            "{\"do\":\"look\",\"of\":\"train\",\"index\":3}",
            "{\"do\":\"sweep\",\"learningRate\":[0.1,1],\"batchSize\":[3]}",
            "{\"do\":\"start\",\"state\":{\"data\":{\"set\":\"csv\",\"csv\":\"1,2,a\\n3,4,b\"}}}");
    String[] splices = {
      "NaN", "1e999", "-1e300", "null", "[]", "{}", "\"\"", "99999999999999999999", "true", "-0.0",
      "\\u0000", "\"", ",", "}", "]]", "\u0000", "é", "1e-400", "9007199254740993", "{\"do\":1}"
    };
    LabClient client = lab.page();
    int refused = 0;
    for (int round = 0; round < 400; round++) {
      StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
      for (int change = 1 + random.nextInt(3); change > 0; change--) {
        int from = random.nextInt(text.length());
        int to = Math.min(text.length(), from + random.nextInt(6));
        text.replace(from, to, splices[random.nextInt(splices.length)]);
      }
      if (isCommand(text.toString())) {
        client.sendText(text.toString());
        client.send(Json.object("do", "pause", "id", 1_000_000 + round));
        refused += answersUntil(client, 1_000_000L + round);
      } else {
        client.sendText(text.toString());
        assertThat(code(client)).as("%s", text).isEqualTo(4400);
        client.close();
        client = lab.page();
        refused++;
      }
    }
    client.close();
    assertThat(refused).isGreaterThan(100);
    assertThat(lab.log).allMatch(line -> line.startsWith("refused "));
  }

  private static boolean isCommand(String text) {
    try {
      return Json.parse(text).get("do") instanceof String;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Reads up to the answer of one command, and counts the errors before it.
  private static int answersUntil(LabClient client, long id) throws InterruptedException {
    int errors = 0;
    while (true) {
      try {
        Map<String, Object> done = client.json("done");
        if (Long.valueOf(id).equals(done.get("re"))) {
          return errors;
        }
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageStartingWith("the lab says").hasMessageNotContaining("a bug");
        errors++;
      }
    }
  }
}
