package io.emp.examples.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.jspecify.annotations.Nullable;

/**
 * Answers a browser: checks what it asks by, finds the page, and says what the page may do, which
 * is to use this console's own files and nothing else.
 */
final class WebHandler extends Handler.Abstract {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final int MAX_SQL_BYTES = 100_000;
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  private static final Map<String, String> FILES =
      Map.of(
          "/console.css", "text/css; charset=utf-8",
          "/console.js", "text/javascript; charset=utf-8",
          "/console.svg", "image/svg+xml");

  private final Pages pages;
  private final LiveUpdates live;
  private final HostRule hosts;
  private final Supplier<@Nullable String> trouble;

  /**
   * @param trouble why nothing can be stored at present; null where it can
   */
  WebHandler(Pages pages, LiveUpdates live, HostRule hosts, Supplier<@Nullable String> trouble) {
    this.pages = pages;
    this.live = live;
    this.hosts = hosts;
    this.trouble = trouble;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    HttpFields.Mutable headers = response.getHeaders();
    headers.put("Content-Security-Policy", POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    // With no-referrer a browser would not say that a post comes from this page.
    headers.put("Referrer-Policy", "same-origin");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    if (!hosts.allows(request.getHeaders().get(HttpHeader.HOST))) {
      text(response, callback, FORBIDDEN, "This console is not known by that name: CONSOLE_NAMES");
      return true;
    }
    if (isDrawnIn(request)) {
      text(response, callback, FORBIDDEN, "This console is not for other sites' pages");
      return true;
    }
    try {
      answer(request, response, callback);
    } catch (SQLException e) {
      page(response, callback, UNAVAILABLE, Pages.wrong("Cannot be read", Database.firstLine(e)));
    } catch (IllegalArgumentException e) {
      page(response, callback, BAD_REQUEST, Pages.wrong("Not understood", null));
    }
    return true;
  }

  /** True where another site's page asks, without going here: for an image, a script, a stream. */
  private static boolean isDrawnIn(Request request) {
    String site = request.getHeaders().get("Sec-Fetch-Site");
    return ("cross-site".equals(site) || "same-site".equals(site))
        && !"navigate".equals(request.getHeaders().get("Sec-Fetch-Mode"));
  }

  private void answer(Request request, Response response, Callback callback)
      throws SQLException, IOException {
    String path = Request.getPathInContext(request);
    if ("POST".equals(request.getMethod()) && path.equals("/sql")) {
      query(request, response, callback);
      return;
    }
    if (!"GET".equals(request.getMethod()) && !"HEAD".equals(request.getMethod())) {
      text(response, callback, METHOD_NOT_ALLOWED, "GET");
      return;
    }
    if (FILES.containsKey(path)) {
      file(path, response, callback);
      return;
    }
    Fields fields = Request.extractQueryParameters(request);
    Pages.Parameters parameters = name -> value(fields, name);
    switch (path) {
      case "/live" -> live.open(parameters.get("topic"), response, callback);
      case "/find" ->
          Response.sendRedirect(
              request, response, callback, pages.find(parameters.get("q").strip()));
      default -> {
        Optional<Page> page = pages.at(path, parameters);
        page(
            response,
            callback,
            page.isPresent() ? OK : NOT_FOUND,
            page.orElseGet(() -> Pages.wrong("No such page", path)));
      }
    }
  }

  private static String value(Fields fields, String name) {
    String value = fields.getValue(name);
    return value == null ? "" : value;
  }

  /** Runs SQL, for this console's own page, or for what is no browser. */
  private void query(Request request, Response response, Callback callback) throws IOException {
    if (!isOwn(request)) {
      text(response, callback, FORBIDDEN, "SQL is taken from this console's own page");
      return;
    }
    byte[] body = Request.asInputStream(request).readNBytes(MAX_SQL_BYTES + 1);
    if (body.length > MAX_SQL_BYTES) {
      text(response, callback, BAD_REQUEST, "An SQL text may have " + MAX_SQL_BYTES + " bytes");
      return;
    }
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    String sent = new String(body, StandardCharsets.UTF_8);
    if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
      page(response, callback, OK, pages.query(form(sent)));
      return;
    }
    SqlResult result = pages.result(sent);
    text(response, callback, result.failure() == null ? OK : BAD_REQUEST, result.asText());
  }

  /** A browser says from where a post comes; what says nothing of it is none. */
  private static boolean isOwn(Request request) {
    HttpFields headers = request.getHeaders();
    String site = headers.get("Sec-Fetch-Site");
    String origin = headers.get(HttpHeader.ORIGIN);
    return (site == null || site.equals("same-origin"))
        && (origin == null || origin.equals("http://" + headers.get(HttpHeader.HOST)));
  }

  private static String form(String body) {
    Fields fields = new Fields();
    UrlEncoded.decodeTo(body, fields::add, StandardCharsets.UTF_8);
    return value(fields, "q");
  }

  private static void file(String path, Response response, Callback callback) throws IOException {
    try (InputStream in = WebHandler.class.getResourceAsStream("web" + path)) {
      if (in == null) {
        throw new IOException("there is no file " + path);
      }
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, FILES.get(path));
      response.write(true, ByteBuffer.wrap(in.readAllBytes()), callback);
    }
  }

  private void page(Response response, Callback callback, int status, Page page) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html; charset=utf-8");
    Content.Sink.write(response, true, page.html(trouble.get()), callback);
  }

  private static void text(Response response, Callback callback, int status, String text) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    Content.Sink.write(response, true, text + "\n", callback);
  }
}
