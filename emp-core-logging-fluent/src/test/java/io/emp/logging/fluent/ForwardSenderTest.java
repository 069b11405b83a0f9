package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ForwardSenderTest {

  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(100);

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
  void returnsOnceTheChunkIsAcknowledgedAndKeepsTheConnection() throws IOException {
    start(PATIENT, ScriptedServer.GOOD);

    sender.send(chunk(1));
    sender.send(chunk(2));

    assertThat(server.received).containsExactly(chunk(1).id(), chunk(2).id());
    assertThat(server.connections).hasValue(1);
  }

  @Test
  void theAckOfAnotherChunkIsAFailureAndTheConnectionIsDiscarded() throws IOException {
    start(
        PATIENT,
        connection -> {
          connection.readChunk();
          connection.ack("not-the-one");
          // What a late ack would be: it must never be read.
          connection.ack(connection.readChunk());
        },
        ScriptedServer.GOOD);

    assertThatThrownBy(() -> sender.send(chunk(1)))
        .hasMessageContaining("not-the-one")
        .hasMessageContaining(chunk(1).id());
    sender.send(chunk(1));

    assertThat(server.connections).hasValue(2);
  }

  @Test
  void noAckInTimeIsAFailureThatNamesTheTimeout() throws IOException {
    start(SHORT, ForwardSenderTest::readToTheEnd, ScriptedServer.GOOD);

    assertThatThrownBy(() -> sender.send(chunk(1)))
        .hasMessage("no acknowledgement within 100 ms (ackTimeout)");
    assertThat(server.connections).hasValue(1);
  }

  @Test
  void aPeerThatNeverReadsIsNoticed() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    start(SHORT, connection -> await(over));
    Chunk large = chunk(1, 900_000);

    // Several, since what the kernel's buffers take is written without a reader.
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                sender.send(large);
              }
            })
        .hasMessageContaining("ackTimeout");
    over.countDown();
  }

  @Test
  void aCloseBeforeTheAckIsAFailureAndTheNextSendConnectsAgain() throws IOException {
    start(PATIENT, ScriptedServer.Connection::readChunk, ScriptedServer.GOOD);

    assertThatThrownBy(() -> sender.send(chunk(1))).isInstanceOf(IOException.class);
    sender.send(chunk(1));

    assertThat(server.received).containsExactly(chunk(1).id(), chunk(1).id());
  }

  @Test
  void aCloseWithinTheAckIsAFailure() throws IOException {
    start(
        PATIENT,
        connection -> {
          connection.readChunk();
          connection.out.write(new byte[] {(byte) 0x81, (byte) 0xA3, 'a', 'c'});
        });

    assertThatThrownBy(() -> sender.send(chunk(1))).hasMessageContaining("closed the connection");
  }

  @Test
  void garbageInPlaceOfAnAckIsAFailureThatShowsIt() throws IOException {
    start(
        PATIENT,
        connection -> {
          connection.readChunk();
          connection.out.write(
              "HTTP/1.1 400 Bad Request\r\n\r\n"
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        });

    assertThatThrownBy(() -> sender.send(chunk(1)))
        .hasMessageContaining("0x48")
        .hasMessageContaining("Forward input");
  }

  @Test
  void aHugeAnswerIsNotRead() throws IOException {
    start(
        PATIENT,
        connection -> {
          connection.readChunk();
          connection.out.write(new byte[] {(byte) 0x81, (byte) 0xDA, (byte) 0xFF, (byte) 0xFF});
          connection.out.write(new byte[100]);
        });

    assertThatThrownBy(() -> sender.send(chunk(1))).hasMessageContaining("65535 bytes");
  }

  @Test
  void aCollectorThatAsksForAHandshakeIsNamedAsSuch() throws IOException {
    start(
        PATIENT,
        connection -> {
          connection.out.write(
              new byte[] {(byte) 0x92, (byte) 0xA4, 'H', 'E', 'L', 'O', (byte) 0x80});
          connection.out.flush();
          readToTheEnd(connection);
        });

    assertThatThrownBy(() -> sender.send(chunk(1))).hasMessageContaining("handshake");
  }

  @Test
  void nobodyListeningIsAFailureThatNamesTheAddress() throws IOException {
    start(PATIENT, ScriptedServer.GOOD);
    server.close();

    assertThatThrownBy(() -> sender.send(chunk(1)))
        .hasMessageContaining("refused")
        .hasMessageContaining("127.0.0.1");
  }

  @Test
  void anUnknownHostIsAFailureThatNamesIt() {
    sender =
        new ForwardSender(
            Entries.settings(
                new Endpoint("no-such-host.invalid", 24224), 2, Duration.ofMillis(1), PATIENT));

    assertThatThrownBy(() -> sender.send(chunk(1))).hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void closingEndsASendUnderWay() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    start(
        PATIENT,
        connection -> {
          connection.readChunk();
          reading.countDown();
          readToTheEnd(connection);
        });
    CompletableFuture<Void> send =
        CompletableFuture.runAsync(
            () -> assertThatThrownBy(() -> sender.send(chunk(1))).isInstanceOf(IOException.class));
    assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();

    sender.close();

    send.get(10, TimeUnit.SECONDS);
  }

  private void start(Duration ackTimeout, ScriptedServer.Script... scripts) throws IOException {
    server = new ScriptedServer(scripts);
    sender =
        new ForwardSender(Entries.settings(server.endpoint(), 2, Duration.ofMillis(1), ackTimeout));
  }

  private static Chunk chunk(int number) {
    return chunk(number, 4096);
  }

  private static Chunk chunk(int number, int bytes) {
    Chunk chunk = new Chunk(ByteBuffer.allocate(bytes), "test.tag");
    MessagePackWriter entry = Entries.entry("m");
    do {
      chunk.append(entry.buffer(), entry.length(), 0);
    } while (chunk.fits(entry.length()));
    chunk.seal(7, number);
    return chunk;
  }

  private static void readToTheEnd(ScriptedServer.Connection connection) throws IOException {
    connection.in.transferTo(java.io.OutputStream.nullOutputStream());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
