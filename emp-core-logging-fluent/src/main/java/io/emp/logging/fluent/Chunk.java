package io.emp.logging.fluent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Entries, as one message of the Forward protocol in PackedForward mode: {@code [tag, entries,
 * {size, chunk}]}. While a chunk is open it takes entries behind the message's start; sealing it
 * writes what comes before and after them, and from then on it is sent as it lies.
 *
 * <p>Not thread-safe: its buffer hands it from one thread to another under a lock.
 */
final class Chunk {

  /** The most bytes of a chunk. Fluent Bit cuts what unpacks to more than 1,024,000 bytes. */
  static final int MAX_BYTES = 1_000_000;

  private static final int ARRAY_OF_THREE = 0x93;
  private static final int STR32 = 0xDB;
  private static final int ID_CHARS = 24;
  private static final byte[] SIZE_KEY = {
    (byte) 0x82, (byte) 0xA4, 's', 'i', 'z', 'e', (byte) 0xCE
  };
  private static final byte[] ID_KEY = {
    (byte) 0xA5, 'c', 'h', 'u', 'n', 'k', (byte) (0xA0 | ID_CHARS)
  };
  private static final int OPTION_BYTES =
      SIZE_KEY.length + Integer.BYTES + ID_KEY.length + ID_CHARS;

  private final ByteBuffer bytes;
  private final int entriesStart;
  private int entries;
  private long openedNanos;
  private String id = "";

  /**
   * An empty chunk.
   *
   * @param bytes where it lies; its capacity is the chunk's
   * @param tag the tag of all its entries
   */
  Chunk(ByteBuffer bytes, String tag) {
    this.bytes = bytes;
    byte[] tagBytes = tag.getBytes(StandardCharsets.UTF_8);
    bytes.put((byte) ARRAY_OF_THREE);
    bytes.put((byte) STR32).putInt(tagBytes.length).put(tagBytes);
    bytes.put((byte) STR32).putInt(0);
    entriesStart = bytes.position();
  }

  boolean fits(int entryBytes) {
    return entryBytes <= bytes.remaining() - OPTION_BYTES;
  }

  /** Appends an entry that fits. */
  void append(byte[] entry, int length, long nowNanos) {
    if (entries == 0) {
      openedNanos = nowNanos;
    }
    bytes.put(entry, 0, length);
    entries++;
  }

  /** Makes it a message with an id that no other chunk has. */
  void seal(long idHigh, long idLow) {
    id =
        Base64.getEncoder()
            .encodeToString(
                ByteBuffer.allocate(2 * Long.BYTES).putLong(idHigh).putLong(idLow).array());
    bytes.putInt(entriesStart - Integer.BYTES, bytes.position() - entriesStart);
    bytes.put(SIZE_KEY).putInt(entries);
    bytes.put(ID_KEY).put(id.getBytes(StandardCharsets.US_ASCII));
  }

  /** Makes it empty again. */
  void reuse() {
    bytes.position(entriesStart);
    entries = 0;
    id = "";
  }

  int entries() {
    return entries;
  }

  boolean isEmpty() {
    return entries == 0;
  }

  /** When its first entry was appended, by the clock of {@link System#nanoTime}. */
  long openedNanos() {
    return openedNanos;
  }

  /** What the collector answers with; empty before it is sealed. */
  String id() {
    return id;
  }

  /** The sealed message, to be read from its start to its end. */
  ByteBuffer message() {
    return bytes.duplicate().flip();
  }
}
