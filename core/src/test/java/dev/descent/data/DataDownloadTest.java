package dev.descent.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.descent.data.DataDownload.RemoteFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Downloads from a server in this process, on the loopback interface.
class DataDownloadTest {
  private static final byte[] CONTENT = IdxFiles.images(300, 9, 11);
  private static final byte[] COMPRESSED = IdxFiles.gzip(CONTENT);

  @TempDir Path folder;
  private HttpServer server;
  private ExecutorService threads;
  private RemoteFile file;

  @BeforeEach
  void start() throws IOException, NoSuchAlgorithmException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.start();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(CONTENT);
    file = new RemoteFile("images.gz", HexFormat.of().formatHex(digest), CONTENT.length);
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private URI mirror(String name, HttpHandler handler) {
    server.createContext("/" + name + "/images.gz", handler);
    return URI.create("http://localhost:%d/%s/".formatted(server.getAddress().getPort(), name));
  }

  private static HttpHandler reply(int status, byte[] body) {
    return exchange -> {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    };
  }

  private void fetch(URI... mirrors) {
    fetch((name, received, total) -> {}, Duration.ofSeconds(20), mirrors);
  }

  private void fetch(DownloadProgress progress, Duration patience, URI... mirrors) {
    new DataDownload(List.of(mirrors), patience).fetch(folder, List.of(file), progress);
  }

  private void assertFails(String reason, URI mirror) throws IOException {
    assertThatThrownBy(() -> fetch(mirror))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("images.gz", "localhost", reason, "yourself")
        .hasMessageNotContaining("\n");
    assertFolderEmpty();
  }

  private void assertFolderEmpty() throws IOException {
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).as("files left behind").isEmpty();
    }
  }

  @Test
  void keepsAGoodFileAndTellsProgress() throws IOException {
    List<Long> received = new ArrayList<>();
    DownloadProgress progress =
        (name, bytes, total) -> {
          assertThat(name).isEqualTo("images.gz");
          assertThat(total).isEqualTo(COMPRESSED.length);
          received.add(bytes);
        };
    fetch(progress, Duration.ofSeconds(20), mirror("good", reply(200, COMPRESSED)));
    assertThat(folder.resolve("images.gz")).hasBinaryContent(COMPRESSED);
    assertThat(received).isSorted().last().isEqualTo((long) COMPRESSED.length);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void makesTheFolder() {
    Path deep = folder.resolve("a/b");
    new DataDownload(List.of(mirror("good", reply(200, COMPRESSED))), Duration.ofSeconds(20))
        .fetch(deep, List.of(file), (name, received, total) -> {});
    assertThat(deep.resolve("images.gz")).hasBinaryContent(COMPRESSED);
  }

  @Test
  void followsRedirects() {
    URI good = mirror("good", reply(200, COMPRESSED));
    URI moved =
        mirror(
            "moved",
            exchange -> {
              exchange.getResponseHeaders().add("Location", good.resolve("images.gz").toString());
              exchange.sendResponseHeaders(302, -1);
              exchange.close();
            });
    fetch(moved);
    assertThat(folder.resolve("images.gz")).hasBinaryContent(COMPRESSED);
  }

  @Test
  void takesTheNextMirrorWhenOneFails() {
    fetch(
        mirror("absent", reply(404, new byte[0])),
        mirror("wrong", reply(200, IdxFiles.gzip(IdxFiles.labels(7)))),
        mirror("good", reply(200, COMPRESSED)));
    assertThat(folder.resolve("images.gz")).hasBinaryContent(COMPRESSED);
  }

  @Test
  void refusesWrongContent() throws IOException {
    assertFails("SHA-256", mirror("wrong", reply(200, IdxFiles.gzip(IdxFiles.labels(7)))));
    assertFails("GZIP", mirror("page", reply(200, "<html>sign in</html>".getBytes(UTF_8))));
  }

  @Test
  void refusesTruncatedContent() throws IOException {
    byte[] half = Arrays.copyOf(COMPRESSED, COMPRESSED.length / 2);
    assertFails("end of ZLIB", mirror("cut", reply(200, half)));
    assertFails(
        "bytes",
        mirror(
            "broken",
            exchange -> {
              exchange.sendResponseHeaders(200, COMPRESSED.length);
              exchange.getResponseBody().write(half);
              exchange.getResponseBody().flush();
              exchange.close();
            }));
  }

  @Test
  void refusesMoreThanTheFileCanHold() throws IOException {
    byte[] noise = new byte[CONTENT.length + 100_000];
    assertFails("more data than expected", mirror("endless", reply(200, noise)));
    assertFails("SHA-256", mirror("bomb", reply(200, IdxFiles.gzip(new byte[10_000_000]))));
  }

  @Test
  void reportsWhatEveryMirrorSaid() throws IOException {
    URI absent = mirror("absent", reply(404, new byte[0]));
    URI down;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      down = URI.create("http://localhost:%d/".formatted(socket.getLocalPort()));
    }
    assertThatThrownBy(() -> fetch(absent, down))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("HTTP status 404", "Connect");
    assertFolderEmpty();
  }

  @Test
  void givesUpOnASilentMirror() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    HttpHandler silent =
        exchange -> {
          exchange.sendResponseHeaders(200, COMPRESSED.length);
          exchange.getResponseBody().write(COMPRESSED, 0, 10);
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    URI mirror = mirror("silent", silent);
    assertThatThrownBy(() -> fetch((name, received, total) -> {}, Duration.ofMillis(300), mirror))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("nothing received");
    over.countDown();
    assertFolderEmpty();
  }

  @Test
  void reportsAFolderThatCannotBeWritten() throws IOException {
    Path blocked = Files.writeString(folder.resolve("file"), "not a folder");
    DataDownload download =
        new DataDownload(List.of(mirror("good", reply(200, COMPRESSED))), Duration.ofSeconds(20));
    assertThatThrownBy(() -> download.fetch(blocked, List.of(file), (name, received, total) -> {}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(blocked + ": cannot be written");
  }
}
