package io.emp.examples.collector;

import static io.emp.examples.collector.Frames.array;
import static io.emp.examples.collector.Frames.bytes;
import static io.emp.examples.collector.Frames.message;
import static io.emp.examples.collector.Frames.record;
import static io.emp.examples.collector.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.msgpack.value.Value;

@Timeout(30)
class HandshakeTest {

  private static final String KEY = "a key";
  private static final String SALT = "00ff";
  private static final String CLIENT = "client";

  private final List<CollectedEvent> events = Collections.synchronizedList(new ArrayList<>());
  @AutoClose private ForwardCollector collector;
  @AutoClose private RawClient client;

  @BeforeEach
  void connect() throws Exception {
    collector =
        ForwardCollector.start(
            new ForwardSettings(InetAddress.getLoopbackAddress(), 0, KEY, 2), events::addAll);
    client = new RawClient(collector.port());
  }

  @Test
  void admitsAClientThatKnowsTheKeyAndShowsThatItKnowsItToo() throws Exception {
    byte[] nonce = nonce();
    client.send(ping(digest(SALT, CLIENT, nonce, KEY)));

    List<Value> pong = client.value().asArrayValue().list();
    assertThat(pong.get(0)).hasToString("PONG");
    assertThat(pong.get(1).asBooleanValue().getBoolean()).isTrue();
    assertThat(pong.get(4).asStringValue().asString())
        .isEqualTo(digest(SALT, pong.get(3).asStringValue().asString(), nonce, KEY));
    client.send(message(record("m"), "c"));
    assertThat(client.answer()).isEqualTo("{\"ack\":\"c\"}");
    assertThat(events).hasSize(1);
  }

  @Test
  void turnsAwayAClientThatDoesNot() throws Exception {
    client.send(ping(digest(SALT, CLIENT, nonce(), "another key")));

    assertThat(client.answer()).isEqualTo("[\"PONG\",false,\"shared key mismatch\",\"\",\"\"]");
    assertThat(client.closedWithoutAnswer()).isTrue();
    assertThat(collector.problems()).containsExactly("a client does not know the shared key");
  }

  @Test
  void takesNoEventBeforeIt() throws Exception {
    nonce();
    client.send(message(record("m"), "c"));

    assertThat(client.closedWithoutAnswer()).isTrue();
    assertThat(events).isEmpty();
  }

  @Test
  void asksWithAnotherNonceEachTime() throws Exception {
    try (RawClient other = new RawClient(collector.port())) {
      assertThat(nonce()).isNotEqualTo(nonceOf(other.value()));
    }
  }

  @Test
  void closesConnectionsBeyondTheLimit() throws Exception {
    try (RawClient second = new RawClient(collector.port())) {
      nonceOf(second.value());
      try (RawClient third = new RawClient(collector.port())) {
        assertThat(third.closedWithoutAnswer()).isTrue();
      }
    }
  }

  private byte[] nonce() throws Exception {
    return nonceOf(client.value());
  }

  private static byte[] nonceOf(Value hello) {
    Value options = hello.asArrayValue().get(1);
    return options.asMapValue().entrySet().stream()
        .filter(option -> option.getKey().toString().equals("nonce"))
        .findFirst()
        .orElseThrow()
        .getValue()
        .asRawValue()
        .asByteArray();
  }

  private static byte[] ping(String digest) {
    return bytes(array(text("PING"), text(CLIENT), text(SALT), text(digest), text(""), text("")));
  }

  private static String digest(String salt, String name, byte[] nonce, String key)
      throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-512");
    digest.update(salt.getBytes(StandardCharsets.UTF_8));
    digest.update(name.getBytes(StandardCharsets.UTF_8));
    digest.update(nonce);
    digest.update(key.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }
}
