package io.emp.examples.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.emp.examples.collector.CollectedEvent;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Takes events as Fluentd's HTTP input does: a JSON object, or an array of them, posted to the tag
 * as a path. It answers 200 when they are stored. Browsers are refused, so that no page can write
 * here: they send {@code Origin} with each post.
 */
final class HttpInput extends Handler.Abstract {

  /** The most bytes of a body, also when uncompressed. */
  static final int MAX_BYTES = 16 << 20;

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int TOO_LARGE = 413;
  private static final int UNSUPPORTED = 415;
  private static final int UNAVAILABLE = 503;

  private final Intake intake;
  private final Clock clock;

  HttpInput(Intake intake, Clock clock) {
    this.intake = intake;
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Answer answer = answer(request);
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    Content.Sink.write(response, true, answer.text(), callback);
    return true;
  }

  private record Answer(int status, String text) {}

  private Answer answer(Request request) {
    if (!"POST".equals(request.getMethod())) {
      return new Answer(METHOD_NOT_ALLOWED, "POST events here\n");
    }
    if (request.getHeaders().contains(HttpHeader.ORIGIN)) {
      return new Answer(FORBIDDEN, "not for browsers\n");
    }
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type == null || !type.strip().toLowerCase(Locale.ROOT).startsWith("application/json")) {
      return new Answer(UNSUPPORTED, "application/json is taken\n");
    }
    try {
      intake.store(events(tag(request), body(request)));
      return new Answer(OK, "");
    } catch (TooLargeException e) {
      return new Answer(TOO_LARGE, "more than " + MAX_BYTES + " bytes\n");
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return new Answer(BAD_REQUEST, "not an object of JSON, nor an array of objects\n");
    } catch (IOException e) {
      return new Answer(BAD_REQUEST, "the body cannot be read\n");
    } catch (NotStoredException e) {
      return new Answer(UNAVAILABLE, e.getMessage() + "\n");
    }
  }

  private static String tag(Request request) {
    String path = Request.getPathInContext(request);
    String tag = path.replaceAll("^/+|/+$", "").replace('/', '.');
    return tag.isEmpty() ? "http" : tag;
  }

  private static byte[] body(Request request) throws IOException {
    String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    InputStream body = Request.asInputStream(request);
    try (InputStream in = "gzip".equals(encoding) ? new GZIPInputStream(body) : body) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new TooLargeException();
      }
      return bytes;
    }
  }

  private List<CollectedEvent> events(String tag, byte[] body) throws IOException {
    Object parsed = Json.MAPPER.readValue(body, Object.class);
    List<?> records = parsed instanceof List<?> list ? list : List.of(parsed);
    List<CollectedEvent> events = new ArrayList<>();
    for (Object record : records) {
      if (!(record instanceof Map<?, ?> map)) {
        throw new IllegalArgumentException("not an object");
      }
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      map.forEach(
          (key, value) ->
              fields.put(
                  String.valueOf(key),
                  // As the collector has it, where an integer is a long.
                  value instanceof Integer number ? Long.valueOf(number) : value));
      Object time = fields.get("time");
      Instant at = time instanceof Number seconds ? instant(seconds) : null;
      if (at != null) {
        fields.remove("time");
      }
      events.add(new CollectedEvent(tag, at == null ? clock.instant() : at, fields));
    }
    return events;
  }

  /** Seconds as a number; null where they are none that can be stored. */
  private static @Nullable Instant instant(Number seconds) {
    double value = seconds.doubleValue();
    if (!(Math.abs(value) < 1e10)) {
      return null;
    }
    BigDecimal exact = new BigDecimal(seconds.toString());
    long whole = exact.longValue();
    long nanos = exact.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue();
    return Instant.ofEpochSecond(whole, nanos);
  }

  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
