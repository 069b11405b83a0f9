package io.emp.logging.fluent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Batches and settings to send them with. */
final class Batches {

  static final Duration PATIENT = Duration.ofSeconds(30);

  private Batches() {}

  /** A batch with an id and entries of its own. */
  static Batch batch(int number) {
    return batch(number, 100);
  }

  /** A batch of so many bytes, each entry of which is an array of a time and an empty record. */
  static Batch batch(int number, int bytes) {
    byte[] entry = {(byte) 0x92, (byte) 0xD7, 0, 0, 0, 0, (byte) number, 0, 0, 0, 0, (byte) 0x80};
    int entries = Math.max(1, bytes / entry.length);
    ByteBuffer packed = ByteBuffer.allocateDirect(entries * entry.length);
    for (int i = 0; i < entries; i++) {
      packed.put(entry);
    }
    packed.flip();
    String id =
        Base64.getEncoder()
            .encodeToString(
                String.format(Locale.ROOT, "batch-%010d", number).getBytes(StandardCharsets.UTF_8));
    return new Batch("test.tag", id, entries, packed.asReadOnlyBuffer());
  }

  static List<Batch> batches(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(Batches::batch).toList();
  }

  static List<String> ids(List<Batch> batches) {
    return batches.stream().map(Batch::id).toList();
  }

  static TransportSettings settings(Endpoint endpoint, Duration ackTimeout) {
    return settings(endpoint, ackTimeout, PATIENT, null, Credentials.NONE);
  }

  static TransportSettings settings(
      Endpoint endpoint,
      Duration ackTimeout,
      Duration connectTimeout,
      @Nullable TlsSettings tls,
      Credentials credentials) {
    return new TransportSettings(
        Protocol.FORWARD,
        List.of(endpoint),
        false,
        connectTimeout,
        ackTimeout,
        Duration.ofMinutes(10),
        tls,
        credentials);
  }
}
