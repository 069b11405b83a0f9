package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

class ControlReaderTest {

  private static final byte[] NONCE = {0, -1, (byte) 0x80, (byte) 0xC3, 7};

  @Test
  void readsAnAckAndNothingBehindIt() throws IOException {
    byte[] ack = pack(packer -> packer.packMapHeader(1).packString("ack").packString("id=="));
    InputStream in = new ByteArrayInputStream(concat(ack, ack));

    assertThat(ControlReader.read(in)).isEqualTo(new ControlMessage.Ack("id=="));
    assertThat(in.available()).isEqualTo(ack.length);
    assertThat(ControlReader.read(in)).isEqualTo(new ControlMessage.Ack("id=="));
  }

  @Test
  void readsAnAckAmongOtherThings() throws IOException {
    byte[] ack =
        pack(
            packer -> {
              packer.packMapHeader(4).packInt(7).packNil().packString("list").packArrayHeader(2);
              packer.packDouble(1.5).packExtensionTypeHeader((byte) 0, 8).writePayload(new byte[8]);
              packer.packString("ack").packBinaryHeader(2).writePayload(new byte[] {'i', 'd'});
              packer.packString("big").packLong(Long.MIN_VALUE);
            });

    assertThat(read(ack)).isEqualTo(new ControlMessage.Ack("id"));
  }

  @Test
  void readsHelloWithRawBytesAsTextOrBinary() throws IOException {
    ControlMessage.Hello text =
        (ControlMessage.Hello)
            read(
                pack(
                    packer -> {
                      packer.packArrayHeader(2).packString("HELO").packMapHeader(2);
                      packer.packString("nonce").packRawStringHeader(5).writePayload(NONCE);
                      packer.packString("auth").packRawStringHeader(5).writePayload(NONCE);
                    }));
    ControlMessage.Hello binary = (ControlMessage.Hello) read(hello());

    assertThat(text.nonce()).isEqualTo(NONCE).isEqualTo(binary.nonce());
    assertThat(text.auth()).isEqualTo(NONCE);
    assertThat(binary.auth()).isEmpty();
    assertThat(text.keepalive()).isTrue();
    assertThat(binary.keepalive()).isFalse();
  }

  @Test
  void readsPongAndKeepsItsReasonOnOneShortLine() throws IOException {
    ControlMessage.Pong pong = (ControlMessage.Pong) read(pong("no\nway" + "x".repeat(1000)));

    assertThat(pong.ok()).isFalse();
    assertThat(pong.reason()).startsWith("no?wayx").hasSize(201);
    assertThat(new String(pong.hostname(), StandardCharsets.UTF_8)).isEqualTo("server");
    assertThat(new String(pong.digest(), StandardCharsets.UTF_8)).isEqualTo("digest");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\n", // Another protocol.
        "\u0080", // An empty map.
        "\u0090", // An empty list.
        "\u0081\u00a3ack\u0001", // An ack that is a number.
        "\u0091\u00a4HELO", // HELO without options.
        "\u0092\u00a4PONG\u00c3", // PONG cut short.
        "\u0091\u00a4QUIT",
        "\u0081\u00a3ack\u00c1", // Not MessagePack.
        "\u0081\u00a3ack\u00db\u007f\u00ff\u00ff\u00ff", // A text of 2 GiB.
        "\u0081\u00a3ack\u00db\u00ff\u00ff\u00ff\u00ff", // A text of 4 GiB.
        "\u0081\u00a3ack\u00c9\u00ff\u00ff\u00ff\u00ff", // An extension of 4 GiB.
        "\u00dd\u00ff\u00ff\u00ff\u00ff", // A list of 4 Gi elements.
        "\u00df\u00ff\u00ff\u00ff\u00ff",
      })
  void whatIsNoMessageOfTheProtocolIsToldAsSuch(String bytes) {
    assertThatThrownBy(() -> read(bytes.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("the collector answered");
  }

  @Test
  void tlsIsToldAsSuch() {
    assertThatThrownBy(() -> read(new byte[] {0x15, 3, 3, 0, 2, 2, 10}))
        .hasMessageContaining("speaks TLS");
  }

  @Test
  void theEndOfTheStreamIsNoGarbage() throws IOException {
    assertThatThrownBy(() -> read(new byte[0]))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("before it answered");
    byte[] hello = hello();
    for (int i = 1; i < hello.length; i++) {
      byte[] cut = Arrays.copyOf(hello, i);
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(EOFException.class)
          .hasMessageContaining("within an answer");
    }
  }

  @Test
  void neverReadsMoreThanItsLimit() throws IOException {
    byte[] endless = new byte[2 * ControlReader.MAX_BYTES];
    Arrays.fill(endless, (byte) 1);
    // A map of 40,000 numbers with numbers as keys.
    endless[0] = (byte) 0xDE;
    endless[1] = (byte) 0x9C;
    endless[2] = (byte) 0x40;
    InputStream in = new ByteArrayInputStream(endless);

    assertThatThrownBy(() -> ControlReader.read(in))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("more than 65536 bytes");
    assertThat(endless.length - in.available()).isEqualTo(ControlReader.MAX_BYTES);
  }

  @Test
  void nestingIsBounded() {
    byte[] deep = new byte[ControlReader.MAX_BYTES];
    Arrays.fill(deep, (byte) 0x91);

    assertThatThrownBy(() -> read(deep))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("levels of nesting");
  }

  /** Damages good messages, and makes up others that begin as one. */
  @Test
  @Timeout(60)
  void anyBytesGiveAMessageOrAnIoException() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<byte[]> good =
        List.of(
            hello(),
            pong("reason"),
            pack(packer -> packer.packMapHeader(1).packString("ack").packString("id==")));
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes;
      if (random.nextBoolean()) {
        bytes = good.get(random.nextInt(good.size())).clone();
        for (int j = random.nextInt(4); j >= 0; j--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      } else {
        bytes = new byte[1 + random.nextInt(64)];
        random.nextBytes(bytes);
        bytes[0] = (byte) (0x80 + random.nextInt(0x20));
      }
      try {
        assertThat(read(bytes)).isNotNull();
      } catch (IOException e) {
        assertThat(e).as("seed %s", seed).hasMessageStartingWith("the collector ");
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ", message " + i, e);
      }
    }
  }

  private interface Packing {
    void to(MessageBufferPacker packer) throws IOException;
  }

  private static byte[] pack(Packing packing) throws IOException {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packing.to(packer);
      return packer.toByteArray();
    }
  }

  private static byte[] hello() throws IOException {
    return pack(
        packer -> {
          packer.packArrayHeader(2).packString("HELO").packMapHeader(3);
          packer.packString("nonce").packBinaryHeader(5).writePayload(NONCE);
          packer.packString("auth").packString("").packString("keepalive").packBoolean(false);
        });
  }

  private static byte[] pong(String reason) throws IOException {
    return pack(
        packer ->
            packer
                .packArrayHeader(5)
                .packString("PONG")
                .packBoolean(false)
                .packString(reason)
                .packString("server")
                .packString("digest"));
  }

  private static ControlMessage read(byte[] bytes) throws IOException {
    return ControlReader.read(new ByteArrayInputStream(bytes));
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
