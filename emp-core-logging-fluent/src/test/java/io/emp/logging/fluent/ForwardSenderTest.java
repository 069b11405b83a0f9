package io.emp.logging.fluent;

import static io.emp.logging.fluent.Batches.PATIENT;
import static io.emp.logging.fluent.Batches.batch;
import static io.emp.logging.fluent.Batches.batches;
import static io.emp.logging.fluent.Batches.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

@Timeout(60)
class ForwardSenderTest {

  private static final Duration SHORT = Duration.ofMillis(100);

  private final List<Batch> taken = new ArrayList<>();
  private ScriptedServer server;
  private ForwardSender sender;

  @AfterEach
  void close() throws IOException {
    if (sender != null) {
      sender.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void batchesArriveInOrderOverOneConnection() throws IOException {
    start(PATIENT, ScriptedServer.GOOD);

    send(batches(3));
    send(List.of(batch(4)));

    assertThat(taken).isEqualTo(batches(4));
    assertThat(server.received).isEqualTo(ids(batches(4)));
    assertThat(server.connections).hasValue(1);
  }

  @Test
  void aMessageHasTagEntriesSizeAndId() throws IOException {
    start(PATIENT, ScriptedServer.GOOD);
    Batch batch = batch(1, 900_000);

    send(List.of(batch));

    List<Value> message = server.messages.get(0);
    assertThat(message).hasSize(3);
    assertThat(message.get(0)).isEqualTo(ValueFactory.newString("test.tag"));
    assertThat(message.get(1).asBinaryValue().asByteBuffer()).isEqualTo(batch.packed());
    assertThat(message.get(2))
        .isEqualTo(
            ValueFactory.newMap(
                Map.of(
                    text("size"),
                    ValueFactory.newInteger(batch.entries()),
                    text("chunk"),
                    text(batch.id()))));
    assertThat(batch.packed().position()).isZero();
  }

  @Test
  void gzipShrinksTheEntriesAndSaysSo() throws IOException {
    server = new ScriptedServer(ScriptedServer.GOOD);
    TransportSettings plain = Batches.settings(server.endpoint(), PATIENT);
    sender =
        new ForwardSender(
            server.endpoint(),
            new TransportSettings(
                plain.protocol(),
                plain.endpoints(),
                true,
                plain.connectTimeout(),
                plain.ackTimeout(),
                plain.maxConnectionAge(),
                null,
                Credentials.NONE));
    Batch batch = batch(1, 900_000);

    send(List.of(batch));

    List<Value> message = server.messages.get(0);
    byte[] compressed = message.get(1).asBinaryValue().asByteArray();
    assertThat(compressed.length).isLessThan(90_000);
    byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes();
    assertThat(ByteBuffer.wrap(unpacked)).isEqualTo(batch.packed());
    assertThat(message.get(2).asMapValue().map())
        .containsEntry(text("compressed"), text("gzip"))
        .containsEntry(text("size"), ValueFactory.newInteger(batch.entries()));
  }

  @Test
  void aSlowReaderGetsAll() throws IOException {
    start(
        PATIENT,
        connection -> {
          MessageUnpacker unpacker =
              MessagePack.newDefaultUnpacker(
                  new FilterInputStream(connection.in) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                      return super.read(bytes, offset, Math.min(length, 97));
                    }
                  });
          List<Value> message = unpacker.unpackValue().asArrayValue().list();
          connection.ack(message.get(2).asMapValue().map().get(text("chunk")).toString());
        });

    send(List.of(batch(1, 900_000)));

    assertThat(taken).hasSize(1);
  }

  @Test
  void theAckOfAnotherBatchIsARefusalAndTheConnectionIsDiscarded() throws IOException {
    start(
        PATIENT,
        connection -> {
          connection.readChunk();
          connection.ack("not-the-one\n");
          // What a late ack would be: it must never be read.
          connection.ack(connection.readChunk());
        },
        ScriptedServer.GOOD);

    assertThatThrownBy(() -> send(List.of(batch(1))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("\"not-the-one?\"")
        .hasMessageContaining(batch(1).id());
    send(List.of(batch(1)));

    assertThat(server.connections).hasValue(2);
    assertThat(taken).hasSize(1);
  }

  @Test
  void noAckInTimeIsARefusalAndTheNextTryIsMorePatient() throws IOException {
    start(
        SHORT,
        ScriptedServer.Connection::readToTheEnd,
        ScriptedServer.Connection::readToTheEnd,
        ScriptedServer.Connection::readToTheEnd,
        ScriptedServer.Connection::readToTheEnd);

    assertThatThrownBy(() -> send(List.of(batch(1))))
        .isInstanceOf(RefusedException.class)
        .hasMessage("no acknowledgement within 100 ms (ackTimeout)");
    assertThatThrownBy(() -> send(List.of(batch(1))))
        .hasMessage("no acknowledgement within 200 ms (2 times ackTimeout)");
    assertThatThrownBy(() -> send(List.of(batch(1))))
        .hasMessage("no acknowledgement within 400 ms (4 times ackTimeout)");
    assertThatThrownBy(() -> send(List.of(batch(1))))
        .hasMessage("no acknowledgement within 400 ms (4 times ackTimeout)");
    // The server may be behind: nothing waited for it.
    Soon.await().untilAsserted(() -> assertThat(server.connections).hasValue(4));
  }

  @Test
  void aLateAckIsNotTakenForThatOfTheNextBatch() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    start(
        SHORT,
        connection -> {
          String id = connection.readChunk();
          await(failed);
          connection.ack(id);
        },
        ScriptedServer.Connection::readToTheEnd);

    assertThatThrownBy(() -> send(List.of(batch(1)))).isInstanceOf(RefusedException.class);
    failed.countDown();
    assertThatThrownBy(() -> send(List.of(batch(2)))).isInstanceOf(RefusedException.class);

    assertThat(taken).isEmpty();
  }

  @Test
  void aPeerThatNeverReadsIsNoticed() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    start(SHORT, connection -> await(over));

    // Whether the kernel's buffers take all of it without a reader is the kernel's affair.
    assertThatThrownBy(() -> send(List.of(batch(1, 990_000))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("within 100 ms (ackTimeout)");
    over.countDown();
  }

  @Test
  void aCloseBeforeTheAckIsARefusalAndTheNextSendConnectsAgain() throws IOException {
    start(PATIENT, ScriptedServer.Connection::readChunk, ScriptedServer.GOOD);

    assertThatThrownBy(() -> send(List.of(batch(1))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("the collector closed the connection before it answered");
    send(List.of(batch(1)));

    assertThat(server.received).containsExactly(batch(1).id(), batch(1).id());
  }

  @Test
  void aResetInPlaceOfAnAckIsARefusal() throws IOException {
    start(
        PATIENT,
        connection -> {
          connection.readChunk();
          connection.reset();
        });

    assertThatThrownBy(() -> send(List.of(batch(1))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("closed the connection");
  }

  @Test
  void aCloseWithinTheFrameIsARefusal() throws IOException {
    start(
        PATIENT,
        connection -> {
          connection.in.readNBytes(1000);
          connection.reset();
        });

    assertThatThrownBy(() -> send(List.of(batch(1, 990_000), batch(2, 990_000))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("too large");
    assertThat(taken).isEmpty();
  }

  @Test
  void aCloseWithinTheAckIsARefusal() throws IOException {
    start(
        PATIENT,
        connection -> {
          connection.readChunk();
          connection.write(0x81, 0xA3, 'a', 'c');
        });

    assertThatThrownBy(() -> send(List.of(batch(1))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("within an answer");
  }

  @Test
  void aCollectorThatEndsTheConnectionAfterEachAckTakesAll() throws IOException {
    start(PATIENT, connection -> connection.ack(connection.readChunk()));

    send(batches(4));

    assertThat(taken).isEqualTo(batches(4));
    assertThat(server.connections).hasValue(4);
  }

  @Test
  void aConnectionThatWasEndedWhileItRestedIsReplacedAndNothingIsRefused() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    start(
        PATIENT,
        connection -> {
          connection.ack(connection.readChunk());
          connection.reset();
          ended.countDown();
        },
        ScriptedServer.GOOD);
    send(List.of(batch(1)));
    await(ended);

    send(List.of(batch(2)));

    assertThat(taken).isEqualTo(batches(2));
    assertThat(server.connections).hasValue(2);
  }

  @Test
  void aConnectionOverItsAgeIsReplaced() throws IOException {
    server = new ScriptedServer(ScriptedServer.GOOD);
    TransportSettings settings = Batches.settings(server.endpoint(), PATIENT);
    sender =
        new ForwardSender(
            server.endpoint(),
            new TransportSettings(
                settings.protocol(),
                settings.endpoints(),
                false,
                PATIENT,
                PATIENT,
                Duration.ZERO,
                null,
                Credentials.NONE));

    send(List.of(batch(1)));
    send(List.of(batch(2)));

    assertThat(server.connections).hasValue(2);
  }

  @Test
  void garbageInPlaceOfAnAckIsARefusalThatShowsIt() throws IOException {
    start(
        PATIENT,
        connection -> {
          connection.readChunk();
          connection.out.write("HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.US_ASCII));
        });

    assertThatThrownBy(() -> send(List.of(batch(1))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("0x48")
        .hasMessageContaining("Forward input");
  }

  @Test
  void aHugeAnswerIsNotRead() throws IOException {
    start(
        PATIENT,
        connection -> {
          connection.readChunk();
          connection.write(0x81, 0xA3, 'a', 'c', 'k', 0xDB, 0x7F, 0xFF, 0xFF, 0xFF);
          connection.readToTheEnd();
        });

    assertThatThrownBy(() -> send(List.of(batch(1))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("2147483647 bytes");
  }

  @Test
  void nobodyListeningIsNoRefusalAndNamesTheAddress() throws IOException {
    start(PATIENT, ScriptedServer.GOOD);
    server.close();

    assertThatThrownBy(() -> send(List.of(batch(1))))
        .isNotInstanceOf(RefusedException.class)
        .hasMessage("connection refused: nobody listens on the port (127.0.0.1)");
  }

  @Test
  void anUnknownHostIsNoRefusalAndNamesIt() {
    Endpoint endpoint = new Endpoint("no-such-host.invalid", 24224);
    sender = new ForwardSender(endpoint, Batches.settings(endpoint, PATIENT));

    assertThatThrownBy(() -> send(List.of(batch(1))))
        .isNotInstanceOf(RefusedException.class)
        .hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void closingEndsASendUnderWay() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    start(
        PATIENT,
        connection -> {
          connection.readChunk();
          reading.countDown();
          connection.readToTheEnd();
        });
    CompletableFuture<Void> send =
        Tasks.run(
            () ->
                assertThatThrownBy(() -> send(List.of(batch(1))))
                    .isNotInstanceOf(RefusedException.class)
                    .hasMessage("closed"));
    await(reading);

    sender.close();

    send.get(10, TimeUnit.SECONDS);
    assertThatThrownBy(() -> send(List.of(batch(1)))).hasMessageContaining("closed");
  }

  private void start(Duration ackTimeout, ScriptedServer.Script... scripts) throws IOException {
    server = new ScriptedServer(scripts);
    sender = new ForwardSender(server.endpoint(), Batches.settings(server.endpoint(), ackTimeout));
  }

  private void send(List<Batch> batches) throws IOException {
    for (Batch batch : batches) {
      sender.send(batch);
      taken.add(batch);
    }
  }

  private static Value text(String text) {
    return ValueFactory.newString(text);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
