package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpSenderTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private static final Batch BATCH = PackedEntries.batch(PackedEntries.logged("one"));

  /** Larger than what two sockets hold between them. */
  private static final Batch LARGE = large();

  private static final RawServer.Script GOOD =
      peer -> {
        while (true) {
          peer.readRequest();
          peer.say(OK);
        }
      };

  private final AtomicLong nanos = new AtomicLong(System.nanoTime());
  private final EngineClock clock =
      new EngineClock() {
        @Override
        public long nanoTime() {
          return nanos.get();
        }

        @Override
        public long epochMillis() {
          return 0;
        }
      };

  private final List<Batch> taken = new ArrayList<>();
  private @Nullable RawServer server;
  private @Nullable HttpServer httpServer;
  private @Nullable HttpSender sender;

  private static Batch large() {
    byte[] entry =
        PackedEntries.entry(
            p -> p.packMapHeader(1).packString("k").packString("\0".repeat(900_000)));
    return PackedEntries.batch(entry);
  }

  @AfterEach
  void close() throws IOException {
    if (sender != null) {
      sender.close();
    }
    if (server != null) {
      server.close();
    }
    if (httpServer != null) {
      httpServer.stop(0);
    }
  }

  private static TransportSettings settings(
      Endpoint endpoint, boolean gzip, Duration ackTimeout, Credentials credentials) {
    return new TransportSettings(
        Protocol.HTTP,
        List.of(endpoint),
        gzip,
        LONG,
        ackTimeout,
        Duration.ofHours(1),
        null,
        credentials);
  }

  private RawServer serve(RawServer.Script... scripts) throws IOException {
    return serve(LONG, scripts);
  }

  private RawServer serve(Duration ackTimeout, RawServer.Script... scripts) throws IOException {
    RawServer started = new RawServer(scripts);
    server = started;
    sender =
        new HttpSender(
            started.endpoint(),
            settings(started.endpoint(), false, ackTimeout, Credentials.NONE),
            clock);
    return started;
  }

  private void send(Batch... batches) throws IOException {
    for (Batch batch : batches) {
      sender.send(batch);
      taken.add(batch);
    }
  }

  /** A request as the JDK's HTTP server got it. */
  private record Received(HttpExchange exchange, JsonNode body) {
    String header(String name) {
      return exchange.getRequestHeaders().getFirst(name);
    }
  }

  private List<Received> receive(boolean gzip, Credentials credentials) throws IOException {
    List<Received> received = new CopyOnWriteArrayList<>();
    HttpServer started =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    started.createContext(
        "/",
        exchange -> {
          try (InputStream body =
              gzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            received.add(new Received(exchange, JSON.readTree(body)));
          }
          byte[] answer = "ok".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(201, received.size() % 2 == 0 ? 0 : answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    started.start();
    httpServer = started;
    Endpoint endpoint = new Endpoint("127.0.0.1", started.getAddress().getPort());
    sender = new HttpSender(endpoint, settings(endpoint, gzip, LONG, credentials), clock);
    return received;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void batchesArePostedAsJsonOverOneConnection(boolean gzip) throws IOException {
    List<Received> received = receive(gzip, Credentials.NONE);
    Batch two = PackedEntries.batch(PackedEntries.logged("two"), PackedEntries.logged("three"));

    send(BATCH, two, BATCH); // The answers have a length and chunks in turn.

    assertThat(taken).containsExactly(BATCH, two, BATCH);
    assertThat(received).hasSize(3);
    Received first = received.get(0);
    assertThat(first.exchange().getRequestMethod()).isEqualTo("POST");
    assertThat(first.exchange().getRequestURI().getRawPath()).isEqualTo("/test.tag");
    assertThat(first.header("Content-Type")).isEqualTo("application/json");
    assertThat(first.header("Content-Encoding")).isEqualTo(gzip ? "gzip" : null);
    assertThat(first.header("Authorization")).isNull();
    assertThat(first.body()).hasSize(1);
    assertThat(received.get(1).body()).hasSize(2);
    assertThat(received.get(1).body().get(1).get("message").textValue()).isEqualTo("three");
    assertThat(received.stream().map(r -> r.exchange().getRemoteAddress()).distinct()).hasSize(1);
  }

  @Test
  void usernameAndPasswordAreSentAndNotTold() throws IOException {
    List<Received> received = receive(false, new Credentials(null, "Aladdin", "open sesame"));

    send(BATCH);

    assertThat(received.get(0).header("Authorization"))
        .isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    assertThat(sender.target()).matches("http://127\\.0\\.0\\.1:[0-9]+");
  }

  @Test
  void whatAPathCannotHoldIsEncoded() {
    assertThat(HttpSender.path("a.b_c-d~1")).isEqualTo("/a.b_c-d~1");
    assertThat(HttpSender.path("a/b c?d#é%\r\n")).isEqualTo("/a%2Fb%20c%3Fd%23%C3%A9%25%0D%0A");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 203, 204})
  void successIsTaken(int status) throws IOException {
    serve(
        peer -> {
          peer.readRequest();
          peer.say("HTTP/1.1 " + status + " Fine\r\nContent-Length: 0\r\n\r\n");
        });

    send(BATCH);

    assertThat(taken).containsExactly(BATCH);
  }

  @ParameterizedTest
  @CsvSource({
    "400, true",
    "413, true",
    "415, true",
    "422, true",
    "301, false",
    "401, false",
    "403, false",
    "404, false",
    "405, false",
    "418, false",
    "429, false",
    "500, false",
    "502, false",
    "503, false",
    "504, false"
  })
  void whatIsNotTakenIsRefusedOrToBeTriedAgain(int status, boolean refused) throws IOException {
    RawServer started =
        serve(
            peer -> {
              peer.readRequest();
              peer.say("HTTP/1.1 " + status + " No\r\nContent-Length: 2\r\n\r\nno");
              peer.readRequest();
              peer.say(OK);
            });

    Throwable failure = catchThrowable(() -> send(BATCH));

    assertThat(failure)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("HTTP/1.1 " + status + " No");
    assertThat(failure instanceof RefusedException).isEqualTo(refused);
    assertThat(failure instanceof RefusedException r && r.isTooLarge()).isEqualTo(status == 413);
    assertThat(taken).isEmpty();

    send(BATCH);
    assertThat(taken).hasSize(1);
    assertThat(started.connections).as("connections").hasValue(1);
  }

  @Test
  void whoMayNotSendIsToldWhatToSet() throws IOException {
    serve(
        peer -> {
          peer.readRequest();
          peer.say("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
        });

    assertThatThrownBy(() -> send(BATCH)).hasMessageContaining("FLUENTD_USERNAME");
  }

  @Test
  void batchesBeforeTheOneThatIsRefusedAreTaken() throws IOException {
    serve(
        peer -> {
          peer.readRequest();
          peer.say(OK);
          peer.readRequest();
          peer.say("HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n");
        });

    assertThatThrownBy(() -> send(BATCH, LARGE, BATCH)).isInstanceOf(RefusedException.class);

    assertThat(taken).containsExactly(BATCH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n"
      })
  void aConnectionWhoseAnswerHasNoEndIsNotUsedAgain(String answer) throws IOException {
    RawServer started =
        serve(
            peer -> {
              peer.readRequest();
              peer.say(answer);
              peer.doNothing();
            },
            GOOD);

    send(BATCH);
    send(BATCH);

    assertThat(taken).hasSize(2);
    assertThat(started.connections).as("connections").hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nx: y\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200\r\ncontent-LENGTH:  0 \r\nX: y\r\n folded\r\n\r\n",
        "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n"
      })
  void aConnectionWhoseAnswerWasReadToItsEndIsUsedAgain(String answer) throws IOException {
    RawServer started =
        serve(
            peer -> {
              while (true) {
                peer.readRequest();
                peer.say(answer);
              }
            });

    send(BATCH);
    send(BATCH, BATCH);

    assertThat(taken).hasSize(3);
    assertThat(started.connections).as("connections").hasValue(1);
  }

  @Test
  void aConnectionThatWasIdleForLongIsNotUsedAgain() throws IOException {
    RawServer started = serve(GOOD);
    send(BATCH);
    nanos.addAndGet(HttpSender.MAX_IDLE.toNanos() - 1);
    send(BATCH);
    assertThat(started.connections).as("connections").hasValue(1);

    nanos.addAndGet(HttpSender.MAX_IDLE.toNanos());
    send(BATCH);

    assertThat(started.connections).as("connections").hasValue(2);
    assertThat(taken).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnectionThatWasClosedWhileItWasKeptIsReplaced(boolean reset) throws IOException {
    RawServer started =
        serve(
            peer -> {
              peer.readRequest();
              peer.say(OK);
              peer.readRequest();
              if (reset) {
                peer.reset();
              }
            },
            GOOD);

    send(BATCH);
    send(BATCH);

    assertThat(taken).hasSize(2);
    assertThat(started.connections).as("connections").hasValue(2);
    assertThat(started.requests).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"})
  void whoClosesInPlaceOfAnAnswerRefuses(String part) throws IOException {
    RawServer started =
        serve(
            peer -> {
              peer.readRequest();
              peer.say(part);
            });

    assertThatThrownBy(() -> send(BATCH))
        .isInstanceOf(RefusedException.class)
        .hasMessage("the collector closed the connection before it answered");
    assertThat(started.connections).as("connections").hasValue(1);
  }

  @Test
  void theAnswerCountsWhereItComesBeforeTheRequestIsRead() throws IOException {
    serve(
        peer -> {
          peer.say("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
          peer.socket.shutdownInput();
          peer.doNothing();
        });

    assertThatThrownBy(() -> send(BATCH))
        .isInstanceOfSatisfying(RefusedException.class, e -> assertThat(e.isTooLarge()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\u0015\u0003\u0003\u0000\u0002\u0002P",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 abc\u0007\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno header\r\n\r\n"
      })
  void whatIsNotHttpIsSaid(String answer) throws IOException {
    serve(
        peer -> {
          peer.readRequest();
          peer.say(answer);
          peer.doNothing();
        });

    assertThatThrownBy(() -> send(BATCH))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(RefusedException.class)
        .hasMessageContaining("does not speak HTTP")
        .message()
        .matches("[ -~]*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP/1.1 200 OK\r\nA: ", "HTTP/1.1 200 ", "HTTP/1.1 100 Continue\r\n\r\n"})
  void anAnswerWithoutAnEndIsNotReadForEver(String start) throws IOException {
    String rest = start.endsWith("\n") ? start : "x";
    serve(
        peer -> {
          peer.readRequest();
          peer.say(start);
          while (true) {
            peer.say(rest);
          }
        });

    assertThatThrownBy(() -> send(BATCH)).hasMessageContaining("does not speak HTTP");
  }

  @Test
  void whoNeverAnswersRefusesWhenTheTimeIsOver() throws IOException {
    serve(
        SHORT,
        peer -> {
          peer.readRequest();
          peer.say("HTTP/1.1 200 OK\r\n");
          peer.doNothing();
        });

    assertThatThrownBy(() -> send(BATCH))
        .isInstanceOf(RefusedException.class)
        .hasMessage("no answer within 200 ms (ackTimeout)")
        .hasCauseInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void aSuccessBeforeTheBodyWasReadIsNone() throws IOException {
    serve(
        peer -> {
          peer.say(OK);
          peer.socket.shutdownOutput();
          peer.reset();
        });

    assertThatThrownBy(() -> send(LARGE)).isInstanceOf(IOException.class);
  }

  @Test
  void aCollectorThatIsSlowIsGivenMoreTimeEachTime() throws IOException {
    RawServer.Script silent =
        peer -> {
          peer.readRequest();
          peer.doNothing();
        };
    serve(SHORT, silent);

    assertThatThrownBy(() -> send(BATCH)).hasMessage("no answer within 200 ms (ackTimeout)");
    assertThatThrownBy(() -> send(BATCH))
        .hasMessage("no answer within 400 ms (2 times ackTimeout)");
    assertThatThrownBy(() -> send(BATCH))
        .hasMessage("no answer within 800 ms (4 times ackTimeout)");
  }

  @Test
  void whoNeverReadsRefusesWhenTheTimeIsOver() throws IOException {
    serve(SHORT, peer -> peer.doNothing());

    assertThatThrownBy(() -> send(LARGE))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("ackTimeout");
  }

  @Test
  void aLargeBatchIsSentWhole() throws IOException {
    RawServer started = serve(GOOD);

    send(LARGE);

    assertThat(taken).containsExactly(LARGE);
    assertThat(started.requests.get(0)).contains("\r\nContent-Length: 54");
  }

  @Test
  void whoCannotBeReachedDoesNotRefuse() throws IOException {
    serve(GOOD).close();

    assertThatThrownBy(() -> send(BATCH))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(RefusedException.class)
        .hasMessageContaining("refused");
  }

  @Test
  void anEntryThatCannotBeReadIsRefusedBeforeItIsSent() throws IOException {
    RawServer started = serve(GOOD);

    assertThatThrownBy(() -> send(PackedEntries.batch(new byte[] {1})))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("cannot be read");
    assertThat(started.connections).as("connections").hasValue(0);
  }

  @Test
  void closingEndsWhatIsUnderWay() throws IOException {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    serve(
        peer -> {
          peer.readRequest();
          asked.complete(null);
          peer.doNothing();
        });
    HttpSender closing = sender;
    CompletableFuture<Void> closer = asked.thenRunAsync(closing::close, Tasks.OWN_THREAD);

    assertThatThrownBy(() -> send(BATCH)).isInstanceOf(IOException.class).hasMessage("closed");

    closer.join();
    assertThatThrownBy(() -> send(BATCH)).isInstanceOf(IOException.class).hasMessage("closed");
  }
}
