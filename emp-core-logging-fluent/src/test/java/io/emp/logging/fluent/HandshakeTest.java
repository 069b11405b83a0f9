package io.emp.logging.fluent;

import static io.emp.logging.fluent.Batches.PATIENT;
import static io.emp.logging.fluent.Batches.batch;
import static io.emp.logging.fluent.Batches.batches;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.value.Value;

/** The handshake, with a server that computes the digests on its own. */
@Timeout(60)
class HandshakeTest {

  private static final String KEY = "the shared key";
  private static final Credentials GOOD = new Credentials(KEY, "worker", "the password");

  /** Not valid UTF-8, as random bytes are. */
  private static final byte[] NONCE = HexFormat.of().parseHex("00ff80c3288fe29d01a0deadbeeffe41");

  private static final byte[] AUTH = HexFormat.of().parseHex("fe01ff80c3288fe29d01a0deadbeef00");

  private final List<Batch> taken = new ArrayList<>();
  private ScriptedServer server;
  private ForwardSender sender;

  @AfterEach
  void close() throws IOException {
    sender.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bothKnowTheKey(boolean nonceAsText) throws IOException {
    start(
        GOOD,
        connection -> {
          hello(connection, nonceAsText, true);
          answer(connection, KEY);
          ScriptedServer.GOOD.serve(connection);
        });

    send();
    send(2);

    assertThat(taken).isEqualTo(batches(2));
    assertThat(server.connections).hasValue(1);
  }

  @Test
  void aCollectorWithoutKeepaliveIsConnectedToEachTime() throws IOException {
    start(
        GOOD,
        connection -> {
          hello(connection, false, false);
          answer(connection, KEY);
          ScriptedServer.GOOD.serve(connection);
        });

    send();
    send(2);
    send(3);

    assertThat(taken).isEqualTo(batches(3));
    assertThat(server.connections).hasValue(3);
  }

  @Test
  void aWrongKeyIsToldWithTheCollectorsReasonAndWithoutTheKey() throws IOException {
    start(
        new Credentials("another key", null, null),
        connection -> {
          hello(connection, false, true);
          answer(connection, KEY);
        });

    assertThatThrownBy(this::send)
        .isInstanceOf(NotAdmittedException.class)
        .hasMessageContaining("shared_key mismatch")
        .hasMessageContaining("sharedKey")
        .hasMessageNotContaining("another key");
  }

  @Test
  void aWrongPasswordIsToldWithTheCollectorsReason() throws IOException {
    start(
        new Credentials(KEY, "worker", "wrong"),
        connection -> {
          hello(connection, false, true);
          answer(connection, KEY);
        });

    assertThatThrownBy(this::send)
        .isInstanceOf(NotAdmittedException.class)
        .hasMessageContaining("username/password mismatch")
        .hasMessageNotContaining("wrong");
  }

  @Test
  void aCloseAfterThePingIsMostLikelyAWrongKey() throws IOException {
    start(
        GOOD,
        connection -> {
          hello(connection, true, true);
          connection.readMessage();
        });

    assertThatThrownBy(this::send)
        .isInstanceOf(NotAdmittedException.class)
        .hasMessageContaining("most likely the shared key differs");
  }

  @Test
  void aCollectorThatDoesNotKnowTheKeyIsSentNothing() throws IOException {
    start(
        GOOD,
        connection -> {
          hello(connection, false, true);
          List<String> ping = ping(connection);
          pong(connection, true, "", digest(ping.get(2), "server", NONCE, "a guess"));
          connection.readChunk();
        });

    assertThatThrownBy(this::send)
        .isInstanceOf(NotAdmittedException.class)
        .hasMessageContaining("does not know the shared key");
    assertThat(server.received).isEmpty();
  }

  @Test
  void aCollectorThatSaysNothingAsksForNoKey() throws IOException {
    start(GOOD, Duration.ofSeconds(1), ScriptedServer.Connection::readToTheEnd);

    assertThatThrownBy(this::send)
        .isNotInstanceOf(RefusedException.class)
        .hasMessageContaining("no HELO within 1000 ms (connectTimeout)")
        .hasMessageContaining("asks for no shared key");
  }

  @Test
  void aCollectorThatStopsAfterHelloIsGivenUp() throws IOException {
    start(
        GOOD,
        Duration.ofMillis(200),
        connection -> {
          hello(connection, false, true);
          connection.readToTheEnd();
        });

    assertThatThrownBy(this::send).hasMessageContaining("within 200 ms (connectTimeout)");
  }

  @Test
  void aCloseWithinHelloIsNoRefusal() throws IOException {
    start(GOOD, connection -> connection.write(0x92, 0xA4, 'H', 'E'));

    assertThatThrownBy(this::send)
        .isNotInstanceOf(RefusedException.class)
        .hasMessageContaining("closed the connection before the handshake");
  }

  @Test
  void anAckInPlaceOfHelloIsNoRefusal() throws IOException {
    start(GOOD, connection -> connection.ack("early"));

    assertThatThrownBy(this::send)
        .isNotInstanceOf(RefusedException.class)
        .hasMessageContaining("something else than HELO");
  }

  @Test
  void aCollectorThatAsksForAKeyThatIsNotSetIsNoRefusal() throws IOException {
    start(
        Credentials.NONE,
        connection -> {
          hello(connection, false, true);
          connection.readToTheEnd();
        });

    assertThatThrownBy(this::send)
        .isInstanceOf(NotAdmittedException.class)
        .hasMessageContaining("set sharedKey (FLUENTD_SHARED_KEY)");
  }

  private void start(Credentials credentials, ScriptedServer.Script script) throws IOException {
    start(credentials, PATIENT, script);
  }

  private void start(Credentials credentials, Duration connectTimeout, ScriptedServer.Script script)
      throws IOException {
    server = new ScriptedServer(script);
    sender =
        new ForwardSender(
            server.endpoint(),
            Batches.settings(server.endpoint(), PATIENT, connectTimeout, null, credentials));
  }

  private void send() throws IOException {
    send(1);
  }

  private void send(int number) throws IOException {
    sender.send(batch(number));
    taken.add(batch(number));
  }

  private static void hello(
      ScriptedServer.Connection connection, boolean nonceAsText, boolean keepalive)
      throws IOException {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packArrayHeader(2).packString("HELO").packMapHeader(3).packString("nonce");
      if (nonceAsText) {
        packer.packRawStringHeader(NONCE.length).writePayload(NONCE);
        packer.packString("auth").packRawStringHeader(AUTH.length).writePayload(AUTH);
      } else {
        packer.packBinaryHeader(NONCE.length).writePayload(NONCE);
        packer.packString("auth").packBinaryHeader(AUTH.length).writePayload(AUTH);
      }
      packer.packString("keepalive").packBoolean(keepalive);
      connection.out.write(packer.toByteArray());
      connection.out.flush();
    }
  }

  /** As texts, which Fluent Bit insists on. */
  private static List<String> ping(ScriptedServer.Connection connection) throws IOException {
    List<Value> message = connection.readMessage();
    List<String> texts = message.stream().map(value -> value.asStringValue().asString()).toList();
    if (texts.size() != 6 || !texts.get(0).equals("PING")) {
      throw new IOException("no PING: " + texts);
    }
    return texts;
  }

  private static void answer(ScriptedServer.Connection connection, String key) throws IOException {
    List<String> ping = ping(connection);
    boolean keyIsRight = ping.get(3).equals(digest(ping.get(2), ping.get(1), NONCE, key));
    boolean userIsRight =
        ping.get(4).equals("worker") && ping.get(5).equals(digest(AUTH, "worker", "the password"));
    String reason =
        !keyIsRight ? "shared_key mismatch" : !userIsRight ? "username/password mismatch" : "";
    pong(connection, reason.isEmpty(), reason, digest(ping.get(2), "server", NONCE, key));
  }

  private static void pong(
      ScriptedServer.Connection connection, boolean ok, String reason, String digest)
      throws IOException {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packArrayHeader(5).packString("PONG").packBoolean(ok).packString(reason);
      packer.packString("server").packString(digest);
      connection.out.write(packer.toByteArray());
      connection.out.flush();
    }
  }

  private static String digest(Object... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Object part : parts) {
      all.writeBytes(
          part instanceof byte[] bytes ? bytes : part.toString().getBytes(StandardCharsets.UTF_8));
    }
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-512").digest(all.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
