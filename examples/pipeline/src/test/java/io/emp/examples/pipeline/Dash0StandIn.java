package io.emp.examples.pipeline;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** An HTTP server on loopback that takes logs as Dash0 does, and keeps each request. */
final class Dash0StandIn implements AutoCloseable {

  static final String PATH = "/logs/json";

  private static final ObjectReader RECORDS =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build()
          .readerFor(new TypeReference<List<LinkedHashMap<String, @Nullable Object>>>() {});

  /** A request that was answered, with what came of it. */
  record Request(
      String method, String path, Headers headers, byte[] body, int status, Instant arrived) {

    List<Map<String, @Nullable Object>> records() throws IOException {
      return RECORDS.readValue(body);
    }
  }

  static List<Map<String, @Nullable Object>> records(String json) throws IOException {
    return RECORDS.readValue(json);
  }

  private final HttpServer server;
  private final List<Request> requests = new ArrayList<>();
  private int status = 200;

  Dash0StandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + port() + PATH;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** From now on each request is answered so. Only with 200 has it taken what it was sent. */
  synchronized void answer(int newStatus) {
    status = newStatus;
  }

  synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  /** What it has taken, in the order of arrival. */
  List<Map<String, @Nullable Object>> taken() throws IOException {
    List<Map<String, @Nullable Object>> records = new ArrayList<>();
    for (Request request : requests()) {
      if (request.status() == 200) {
        records.addAll(request.records());
      }
    }
    return records;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
        try (InputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(body))) {
          body = unzipped.readAllBytes();
        }
      }
      int answer;
      synchronized (this) {
        answer = status;
        requests.add(
            new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                exchange.getRequestHeaders(),
                body,
                answer,
                Instant.now()));
      }
      exchange.sendResponseHeaders(answer, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
