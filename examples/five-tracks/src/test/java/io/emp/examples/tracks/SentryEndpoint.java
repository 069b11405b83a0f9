package io.emp.examples.tracks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** Takes what Sentry's client posts, on a loopback port. */
final class SentryEndpoint implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();

  SentryEndpoint() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.createContext("/api/1/envelope/", this::take);
    server.start();
  }

  String dsn() {
    return "http://key@127.0.0.1:" + server.getAddress().getPort() + "/1";
  }

  /** The error events that were posted. */
  List<JsonNode> events() {
    return events;
  }

  /** An envelope is lines of JSON; an item's header, which has its type, stands before the item. */
  private void take(HttpExchange exchange) throws IOException {
    boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    String body;
    try (InputStream in = exchange.getRequestBody();
        InputStream plain = zipped ? new GZIPInputStream(in) : in) {
      body = new String(plain.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> lines = body.lines().toList();
    for (int i = 1; i + 1 < lines.size(); i += 2) {
      if ("event".equals(JSON.readTree(lines.get(i)).path("type").asText())) {
        events.add(JSON.readTree(lines.get(i + 1)));
      }
    }
    byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
