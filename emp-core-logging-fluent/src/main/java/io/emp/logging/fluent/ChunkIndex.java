package io.emp.logging.fluent;

import java.nio.ByteBuffer;

/**
 * The index of a {@link Chunk}: a slot of 8 bytes for each entry, big-endian, behind the header.
 *
 * <pre>
 * bits 63-32  CRC32C of the header's CRC (4 bytes, big-endian) and the entry
 * bit  31     the entry is delivered
 * bits 30-0   where the entry ends, from the start of the first entry
 * </pre>
 *
 * <p>A slot of zero is not used.
 */
final class ChunkIndex {

  static final int SLOT_BYTES = Long.BYTES;

  private static final long DELIVERED = 1L << 31;
  private static final int END = 0x7FFF_FFFF;

  private final ByteBuffer chunk;

  ChunkIndex(ByteBuffer chunk) {
    this.chunk = chunk;
  }

  boolean isUsed(int entry) {
    return slot(entry) != 0;
  }

  boolean isDelivered(int entry) {
    return (slot(entry) & DELIVERED) != 0;
  }

  /** The check sum that the entry should have. */
  int crc(int entry) {
    return (int) (slot(entry) >>> 32);
  }

  int start(int entry) {
    return entry == 0 ? 0 : end(entry - 1);
  }

  int end(int entry) {
    return (int) slot(entry) & END;
  }

  /** One aligned store, with which the entry is there. */
  void put(int entry, int crc, int end) {
    chunk.putLong(at(entry), ((long) crc << 32) | end);
  }

  void deliver(int entry) {
    chunk.putLong(at(entry), slot(entry) | DELIVERED);
  }

  void clear(int entry) {
    chunk.putLong(at(entry), 0);
  }

  private long slot(int entry) {
    return chunk.getLong(at(entry));
  }

  private static int at(int entry) {
    return ChunkHeader.BYTES + entry * SLOT_BYTES;
  }
}
