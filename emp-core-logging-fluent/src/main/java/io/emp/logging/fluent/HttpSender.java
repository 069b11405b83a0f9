package io.emp.logging.fluent;

import io.emp.logging.fluent.NotAdmittedException.Lacking;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches as JSON over HTTP/1.1, one request each, to Fluentd's {@code in_http} or Fluent
 * Bit's HTTP input. The tag is the path; the body is an array, see {@link JsonEntries#array}. A
 * batch is taken when the answer says so (200 to 204).
 *
 * <p>The JDK's own client keeps connections in a pool of the whole JVM for longer than Fluentd
 * does, and its timeout does not end a write that the peer does not read. So this keeps one {@link
 * Connection}, and one deadline bounds each request with its answer.
 *
 * <p>A connection that was kept and turns out to be closed is replaced and the request sent again,
 * once: the collector closes it when it is idle, and neither side can tell who was first.
 */
final class HttpSender implements ChunkSender {

  /** Fluentd closes what is idle for 10 seconds. */
  static final Duration MAX_IDLE = Duration.ofSeconds(8);

  private static final String UNRESERVED = "-._~";

  private final Connector connector;
  private final Endpoint endpoint;
  private final TransportSettings settings;
  private final EngineClock clock;
  private final AckPatience patience;
  private final String scheme;
  private final String headers;
  private volatile @Nullable Connection connection;
  private volatile boolean closed;
  private long lastUsedNanos;

  /** A sender that connects when it first sends. */
  HttpSender(Endpoint endpoint, TransportSettings settings) {
    this(endpoint, settings, EngineClock.SYSTEM);
  }

  /** With a clock, for the time that a connection is idle. */
  HttpSender(Endpoint endpoint, TransportSettings settings, EngineClock clock) {
    this.connector = new Connector(endpoint, settings);
    this.endpoint = endpoint;
    this.settings = settings;
    this.clock = clock;
    this.patience = new AckPatience(settings.ackTimeout());
    this.scheme = settings.tls() == null ? "http" : "https";
    // Fluent Bit takes no other Content-Type, and none with a charset.
    this.headers =
        "\r\nHost: "
            + endpoint
            + "\r\nUser-Agent: emp-core-logging\r\nContent-Type: application/json"
            + (settings.gzip() ? "\r\nContent-Encoding: gzip" : "")
            + authorization(settings.credentials());
  }

  private static String authorization(Credentials credentials) {
    String username = credentials.username();
    if (username == null) {
      return "";
    }
    String password = credentials.password() == null ? "" : credentials.password();
    byte[] both = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "\r\nAuthorization: Basic " + Base64.getEncoder().encodeToString(both);
  }

  @Override
  public void send(Batch batch) throws IOException {
    String path = path(batch.tag());
    judge(post(path, body(batch)), path);
  }

  /** Characters that a path cannot hold are percent-encoded, the slash among them. */
  static String path(String tag) {
    StringBuilder path = new StringBuilder("/");
    for (byte b : tag.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
        path.append(c);
      } else {
        path.append(String.format("%%%02X", (int) c));
      }
    }
    return path.toString();
  }

  private ByteBuffer body(Batch batch) throws IOException {
    ByteBuffer json;
    try {
      json = JsonEntries.array(batch);
    } catch (IOException e) {
      // It is the batch's own fault, so the entry is to be found and set aside.
      throw new RefusedException(String.valueOf(e.getMessage()), e);
    }
    if (!settings.gzip()) {
      return json;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(json.array(), json.arrayOffset() + json.position(), json.remaining());
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  private HttpResponse post(String path, ByteBuffer body) throws IOException {
    String head =
        "POST " + path + " HTTP/1.1" + headers + "\r\nContent-Length: " + body.remaining();
    ByteBuffer headBytes = ByteBuffer.wrap((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    Connection kept = kept();
    if (kept != null) {
      try {
        return exchange(kept, headBytes.duplicate(), body.duplicate());
      } catch (IOException e) {
        if (!ConnectFailure.isClosed(e)) {
          throw failure(e);
        }
        // It was closed while it was idle, most likely: that says nothing about the batch.
      }
    }
    Connection fresh = open();
    try {
      return exchange(fresh, headBytes, body);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private @Nullable Connection kept() {
    Connection current = connection;
    if (current == null) {
      return null;
    }
    if (clock.nanoTime() - lastUsedNanos < MAX_IDLE.toNanos() && current.isUsable()) {
      return current;
    }
    connection = null;
    current.farewell();
    return null;
  }

  private Connection open() throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    Connection fresh = connector.open();
    connection = fresh;
    if (closed) {
      discard();
      throw new IOException("closed");
    }
    return fresh;
  }

  private HttpResponse exchange(Connection current, ByteBuffer head, ByteBuffer body)
      throws IOException {
    boolean keep = false;
    long start = System.nanoTime();
    try {
      HttpResponse response =
          current.within(
              patience.time(), "no answer", patience.property(), () -> answer(current, head, body));
      patience.acked(Duration.ofNanos(System.nanoTime() - start));
      keep = response.reusable();
      lastUsedNanos = clock.nanoTime();
      return response;
    } finally {
      if (!keep) {
        discard();
      }
    }
  }

  private static HttpResponse answer(Connection current, ByteBuffer head, ByteBuffer body)
      throws IOException {
    try {
      current.write(head, body);
    } catch (IOException e) {
      // Who refuses for what the head says answers and closes while the body is still on its way.
      try {
        HttpResponse early = HttpResponse.read(current.in());
        if (early.status() >= 300) {
          return new HttpResponse(early.status(), early.statusLine(), false);
        }
      } catch (IOException noAnswer) {
        e.addSuppressed(noAnswer);
      }
      // Nobody has taken what was not written to its end, whatever is said.
      throw e;
    }
    return HttpResponse.read(current.in());
  }

  /** What a failure on a connection says about the batch. */
  private IOException failure(IOException e) {
    String alert = ConnectFailure.alert(e);
    if (alert != null) {
      return new IOException(alert, e);
    }
    if (closed) {
      return new IOException("closed", e);
    }
    if (e instanceof SocketTimeoutException) {
      patience.timedOut();
      return new RefusedException(String.valueOf(e.getMessage()), e);
    }
    if (ConnectFailure.isClosed(e)) {
      return new RefusedException("the collector closed the connection before it answered", e);
    }
    return e;
  }

  private static void judge(HttpResponse response, String path) throws IOException {
    String said = "the collector answered \"" + response.statusLine() + "\"";
    switch (response.status()) {
      case 200, 201, 202, 203, 204 -> {
        // Taken.
      }
      case 413 -> throw RefusedException.tooLarge(said);
      case 400, 415, 422 -> throw new RefusedException(said);
      case 401, 403 ->
          throw new NotAdmittedException(
              Lacking.USER,
              said + ": check username and password (FLUENTD_USERNAME, FLUENTD_PASSWORD)",
              null);
      case 404, 405 ->
          throw new NoInputException(
              said + " to POST " + path + ": it is no HTTP input for events");
      // Fluentd says 500 where its buffer is full, too: the batch is not at fault.
      case 429, 500, 502, 503, 504 -> throw new IOException(said + ": it cannot take events now");
      default -> throw new IOException(said);
    }
  }

  private void discard() {
    Connection current = connection;
    connection = null;
    if (current != null) {
      current.close();
    }
  }

  @Override
  public String target() {
    return scheme + "://" + endpoint;
  }

  @Override
  public void close() {
    closed = true;
    connector.close();
    discard();
  }
}
