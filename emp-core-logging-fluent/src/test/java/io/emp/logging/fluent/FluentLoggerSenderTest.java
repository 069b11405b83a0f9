package io.emp.logging.fluent;

import static io.emp.logging.fluent.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

// Nothing interrupts a write to a socket.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FluentLoggerSenderTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final List<ArrayValue> received = new CopyOnWriteArrayList<>();
  private final RawServer.Script reads =
      peer -> {
        MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(peer.in);
        while (unpacker.hasNext()) {
          received.add(unpacker.unpackValue().asArrayValue());
        }
      };

  private final List<Batch> taken = new ArrayList<>();
  private @Nullable RawServer server;
  private @Nullable FluentLoggerSender sender;

  @AfterEach
  void close() throws IOException {
    if (sender != null) {
      sender.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static TransportSettings settings(
      Endpoint endpoint, boolean gzip, Duration ackTimeout, Credentials credentials) {
    return new TransportSettings(
        Protocol.FLUENT_LOGGER,
        List.of(endpoint),
        gzip,
        LONG,
        ackTimeout,
        Duration.ofHours(1),
        null,
        credentials);
  }

  private RawServer serve(Duration ackTimeout, RawServer.Script... scripts) throws IOException {
    RawServer started = new RawServer(scripts);
    server = started;
    sender =
        new FluentLoggerSender(
            started.endpoint(), settings(started.endpoint(), false, ackTimeout, Credentials.NONE));
    return started;
  }

  private void send(Batch... batches) throws IOException {
    for (Batch batch : batches) {
      sender.send(batch);
      taken.add(batch);
    }
  }

  private static Batch large() {
    return large(10);
  }

  /** Of so many entries, each of a tenth of a megabyte. */
  private static Batch large(int count) {
    String text = "x".repeat(99_000);
    byte[] entry = PackedEntries.entry(p -> p.packMapHeader(1).packString("k").packString(text));
    byte[][] entries = new byte[count][];
    Arrays.fill(entries, entry);
    return PackedEntries.batch(entries);
  }

  @Test
  void eachRecordIsAMessageWithItsTagAndItsTimeInSeconds() throws IOException {
    RawServer started = serve(LONG, reads);
    byte[] one =
        PackedEntries.logged(
            PackedEntries.event(
                "one é", Map.of("list", List.of(1, "x", true), "map", Map.of("k", 0.5))));
    byte[] other =
        PackedEntries.entry(
            packer -> {
              packer.packMapHeader(2).packString("nil").packNil();
              packer
                  .packString("big")
                  .packBigInteger(BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
            });
    Batch first = PackedEntries.batch(one, other);
    Batch second = PackedEntries.batch("other.tag", PackedEntries.logged("three"));

    send(first, second);

    assertThat(taken).containsExactly(first, second);
    await().untilAsserted(() -> assertThat(received).hasSize(3));
    ArrayValue message = received.get(0);
    assertThat(message.get(0).asStringValue().asString()).isEqualTo("test.tag");
    assertThat(message.get(1).asIntegerValue().toLong())
        .isEqualTo(PackedEntries.TIME.getEpochSecond());
    assertThat(field(message, "message").asStringValue().asString()).isEqualTo("one é");
    assertThat(field(message, "list").toJson()).isEqualTo("[1,\"x\",true]");
    assertThat(field(message, "map").toJson()).isEqualTo("{\"k\":0.5}");
    assertThat(field(received.get(1), "nil").isNilValue()).isTrue();
    assertThat(field(received.get(1), "big").toJson()).isEqualTo("18446744073709551615");
    assertThat(received.get(2).get(0).asStringValue().asString()).isEqualTo("other.tag");
    assertThat(started.connections).as("connections").hasValue(1);
  }

  private static Value field(ArrayValue message, String name) {
    return message.get(2).asMapValue().map().get(ValueFactory.newString(name));
  }

  @Test
  void aLargeBatchIsSentWhole() throws IOException {
    serve(LONG, reads);

    send(large());

    await().untilAsserted(() -> assertThat(received).hasSize(10));
  }

  @Test
  void whoCannotBeReachedIsAFailureEachTime() throws IOException {
    Endpoint nobody = new Endpoint("127.0.0.1", FreePort.find());
    sender = new FluentLoggerSender(nobody, settings(nobody, false, LONG, Credentials.NONE));

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> send(PackedEntries.batch(PackedEntries.logged("x"))))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(RefusedException.class)
          .hasMessage("connection refused: nobody listens on the port");
    }
    assertThat(taken).isEmpty();
  }

  @Test
  void aNameThatCannotBeResolvedIsTold() {
    Endpoint endpoint = new Endpoint("no-such-host.invalid", 24224);
    FluentLoggerSender unresolved =
        new FluentLoggerSender(endpoint, settings(endpoint, false, LONG, Credentials.NONE));

    assertThatThrownBy(() -> unresolved.send(PackedEntries.batch(PackedEntries.logged("x"))))
        .isInstanceOf(IOException.class)
        .hasMessage("the host name \"no-such-host.invalid\" cannot be resolved");
  }

  @Test
  void aConnectionThatThePeerClosedIsReplaced() throws IOException {
    CountDownLatch closed = new CountDownLatch(1);
    RawServer started =
        serve(
            LONG,
            peer -> {
              MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(peer.in);
              received.add(unpacker.unpackValue().asArrayValue());
              peer.doNothingUntil(closed);
            },
            reads);
    send(PackedEntries.batch(PackedEntries.logged("one")));
    closed.countDown();
    await().until(() -> started.closedByScript.get() == 1);

    send(PackedEntries.batch(PackedEntries.logged("two")));

    await().untilAsserted(() -> assertThat(received).hasSize(2));
    assertThat(taken).hasSize(2);
    assertThat(started.connections).as("connections").hasValue(2);
  }

  @Test
  void whoClosesInTheMiddleDoesNotTakeAll() throws IOException {
    serve(
        LONG,
        peer -> {
          peer.in.readNBytes(1000);
          peer.reset();
        },
        reads);

    // One batch: between two of them the connection would be replaced, as that of one who closed.
    assertThatThrownBy(() -> send(moreThanSocketsHold()))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(RefusedException.class);
    assertThat(taken).isEmpty();

    send(large());
    assertThat(taken).hasSize(1);
    await().untilAsserted(() -> assertThat(received).hasSize(10));
  }

  private static Batch moreThanSocketsHold() {
    return large(200);
  }

  @Test
  void whoNeverReadsIsAFailureWhenTheTimeIsOver() throws IOException {
    serve(SHORT, peer -> peer.doNothing());
    Batch more = moreThanSocketsHold();

    assertThatThrownBy(() -> send(more))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("the collector did not read within 200 ms (ackTimeout)");
  }

  @Test
  void whoAsksForAKeyIsSaid() throws IOException {
    CountDownLatch asked = new CountDownLatch(1);
    serve(
        LONG,
        peer -> {
          peer.say("\u0092\u00A4HELO\u0080");
          asked.countDown();
          peer.doNothing();
        });

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                send(PackedEntries.batch(PackedEntries.logged("x")));
                assertThat(asked.await(50, TimeUnit.SECONDS)).isTrue();
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("asks for a shared key");
  }

  @Test
  void anEntryThatCannotBeReadIsRefused() throws IOException {
    serve(LONG, reads);

    assertThatThrownBy(() -> send(PackedEntries.batch(new byte[] {1})))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void closingEndsWhatIsUnderWay() throws IOException {
    CompletableFuture<Void> connected = new CompletableFuture<>();
    serve(
        LONG,
        peer -> {
          connected.complete(null);
          peer.doNothing();
        });
    FluentLoggerSender closing = sender;
    CompletableFuture<Void> closer = connected.thenRunAsync(closing::close, Tasks.OWN_THREAD);
    Batch more = moreThanSocketsHold();

    assertThatThrownBy(() -> send(more)).isInstanceOf(IOException.class);

    closer.join();
    assertThatThrownBy(() -> send(more)).isInstanceOf(IOException.class).hasMessage("closed");
  }

  /** As by a deadline, or by whoever closes the sender. The library alone would connect anew. */
  @Test
  void aConnectionThatIsClosedBetweenTwoRecordsTakesNoMore() throws IOException {
    try (RawServer started = new RawServer(RawServer.Peer::doNothing);
        FluentLoggerConnection connection = new FluentLoggerConnection(started.endpoint(), LONG)) {
      connection.emit("tag", 1, Map.of("k", "one"));
      connection.socket().close();

      assertThatThrownBy(() -> connection.emit("tag", 2, Map.of("k", "two")))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(RefusedException.class);
    }
  }

  @Test
  void whatTheLibraryCannotDoIsObjectedTo() {
    Endpoint endpoint = new Endpoint("127.0.0.1", 1);
    assertThat(FluentLoggerSender.objection(settings(endpoint, false, LONG, Credentials.NONE)))
        .isNull();
    assertThat(FluentLoggerSender.objection(settings(endpoint, true, LONG, Credentials.NONE)))
        .contains("compress");
    TransportSettings keyed =
        settings(endpoint, false, LONG, new Credentials("secret", null, null));
    assertThatThrownBy(() -> new FluentLoggerSender(endpoint, keyed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shared key")
        .message()
        .doesNotContain("secret");
  }

  @Test
  void aLibraryThatIsAbsentIsToldAndDoesNoHarm() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.contains("fluent-logger")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    try (URLClassLoader without =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class<?> type = Class.forName(FluentLoggerSender.class.getName(), true, without);
      Method isAvailable = type.getDeclaredMethod("isAvailable");
      isAvailable.setAccessible(true);
      assertThat(isAvailable.invoke(null)).isEqualTo(false);
    }
    assertThat(FluentLoggerSender.isAvailable()).isTrue();
  }
}
