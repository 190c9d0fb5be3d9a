package dev.descent.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/// Fetches files from the first of several mirrors that delivers them whole.
///
/// A file is held in memory until its checksum is known to be right, then written beside its place
/// and renamed: no half a file is ever seen.
final class DataDownload {
  /// A file that mirrors offer, compressed with gzip.
  ///
  /// @param sha256 of the uncompressed content
  /// @param size bytes of the uncompressed content
  record RemoteFile(String name, String sha256, int size) {}

  private final List<URI> mirrors;
  private final Duration patience;

  /// @param mirrors folders, ending in a slash
  /// @param patience how long to wait for a connection, and for the next bytes
  DataDownload(List<URI> mirrors, Duration patience) {
    this.mirrors = List.copyOf(mirrors);
    this.patience = patience;
  }

  /// Fetches files into a folder, which is made if need be.
  ///
  /// - **Throws** [DataException] if no mirror delivers one of them, or the folder cannot be
  // written
  void fetch(Path folder, List<RemoteFile> files, DownloadProgress progress) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    try {
      for (RemoteFile file : files) {
        byte[] content = download(client, file, progress);
        try {
          write(folder, file.name(), content);
        } catch (IOException e) {
          throw unwritable(folder, e);
        }
      }
    } finally {
      client.shutdownNow();
    }
  }

  private static DataException unwritable(Path folder, IOException e) {
    return new DataException(
        "%s: cannot be written (%s): free space there or name another folder".formatted(folder, e),
        e);
  }

  private byte[] download(HttpClient client, RemoteFile file, DownloadProgress progress) {
    List<String> failures = new ArrayList<>();
    for (URI mirror : mirrors) {
      try {
        byte[] content = get(client, mirror.resolve(file.name()), file, progress);
        check(content, file);
        return content;
      } catch (IOException e) {
        failures.add(
            "%s: %s"
                .formatted(
                    mirror.getHost(),
                    e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DataException("%s: the download was interrupted".formatted(file.name()), e);
      }
    }
    throw new DataException(
        "%s cannot be fetched (%s): try again later, or get the file yourself and name its folder"
            .formatted(file.name(), String.join("; ", failures)));
  }

  private byte[] get(HttpClient client, URI address, RemoteFile file, DownloadProgress progress)
      throws IOException, InterruptedException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    AtomicLong received = new AtomicLong();
    BodyHandler<Void> handler =
        response -> {
          if (response.statusCode() != 200) {
            return BodySubscribers.discarding();
          }
          long total = response.headers().firstValueAsLong("Content-Length").orElse(-1);
          return BodySubscribers.ofByteArrayConsumer(piece ->
              piece.ifPresent(bytes -> {
                // Compressed data may be a little longer than the original, not more.
                if (received.addAndGet(bytes.length) > file.size() + 65_536L) {
                  throw new IllegalStateException("more data than expected");
                }
                content.writeBytes(bytes);
                progress.onProgress(file.name(), received.get(), total);
              }));
        };
    HttpRequest request = HttpRequest.newBuilder(address).timeout(patience).build();
    var reply = client.sendAsync(request, handler);
    int status = await(reply, received).statusCode();
    if (status != 200) {
      throw new IOException("HTTP status " + status);
    }
    return content.toByteArray();
  }

  /// Waits for as long as bytes keep arriving.
  private <T> T await(CompletableFuture<T> reply, AtomicLong received)
      throws IOException, InterruptedException {
    while (true) {
      long before = received.get();
      try {
        return reply.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (received.get() == before) {
          reply.cancel(true);
          throw new IOException("nothing received for %d s".formatted(patience.toSeconds()), e);
        }
      } catch (ExecutionException e) {
        throw new IOException(String.valueOf(e.getCause()), e);
      }
    }
  }

  private static void check(byte[] compressed, RemoteFile file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      byte[] buffer = new byte[1 << 16];
      long size = 0;
      for (int n = in.read(buffer); n >= 0 && size <= file.size(); n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        size += n;
      }
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(file.sha256())) {
      throw new IOException(
          "wrong content, SHA-256 %s… instead of %s…"
              .formatted(found.substring(0, 8), file.sha256().substring(0, 8)));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void write(Path folder, String name, byte[] content) throws IOException {
    Path partial = Files.createTempFile(folder, name, ".part");
    try {
      try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(partial, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
