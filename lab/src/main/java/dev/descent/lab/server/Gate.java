package dev.descent.lab.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketCreator;
import org.jspecify.annotations.Nullable;

/// What every request has to pass: who the browser thinks it talks to, where the page that talks is
/// from, and what is asked for.
final class Gate extends Handler.Abstract {
  private final ServerWebSocketContainer sockets;
  private final WebSocketCreator creator;
  private final Refusals refusals;
  private final PageFiles files = new PageFiles();
  private volatile Set<String> hosts = Set.of();

  Gate(ServerWebSocketContainer sockets, WebSocketCreator creator, Refusals refusals) {
    this.sockets = sockets;
    this.creator = creator;
    this.refusals = refusals;
  }

  /// Sets the port: requests must be for this machine and this port by name.
  void port(int port) {
    hosts = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    HttpFields sent = request.getHeaders();
    String host = String.valueOf(sent.get(HttpHeader.HOST)).toLowerCase(Locale.ROOT);
    String authority = request.getHttpURI().getAuthority();
    if (!hosts.contains(host)
        || (authority != null && !host.equals(authority.toLowerCase(Locale.ROOT)))) {
      return refuse(response, callback, 421, "a request for another host", null);
    }
    protect(response, host);
    boolean head = HttpMethod.HEAD.is(request.getMethod());
    if (!HttpMethod.GET.is(request.getMethod()) && !head) {
      return refuse(response, callback, 405, "a method other than GET", host);
    }
    String path = request.getHttpURI().getPath();
    if ("/socket".equals(path)) {
      return socket(request, response, callback, host);
    }
    Optional<PageFiles.File> file = files.find(String.valueOf(path));
    if (file.isEmpty()) {
      return refuse(response, callback, 404, null, host);
    }
    send(response, callback, file.get(), head);
    return true;
  }

  private static void send(
      Response response, Callback callback, PageFiles.File file, boolean head) {
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, file.type());
    headers.put(HttpHeader.CONTENT_LENGTH, file.content().length);
    headers.put(
        HttpHeader.CACHE_CONTROL,
        file.forEver() ? "private, max-age=31536000, immutable" : "no-store");
    response.setStatus(200);
    response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(file.content()), callback);
  }

  private boolean socket(Request request, Response response, Callback callback, String host) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (!("http://" + host).equals(origin)) {
      return refuse(response, callback, 403, "a socket for a page from elsewhere", host);
    }
    if (sockets.upgrade(creator, request, response, callback)) {
      return true;
    }
    return refuse(response, callback, 404, null, host);
  }

  private static void protect(Response response, String host) {
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
            + "font-src 'self'; connect-src 'self' ws://"
            + host
            + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Referrer-Policy", "no-referrer");
  }

  private boolean refuse(
      Response response,
      Callback callback,
      int status,
      @Nullable String kind,
      @Nullable String host) {
    if (kind != null) {
      refusals.note(kind);
    }
    if (host == null) {
      protect(response, "127.0.0.1");
    }
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    String text = status == 404 ? "not here\n" : "refused\n";
    response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
    return true;
  }
}
