package io.emp.logging.fluent;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that are open in a run, in a mapped file. Everything is big-endian.
 *
 * <pre>
 * offset  bytes
 *      0      8  magic: EMP-JOBS in ASCII
 *      8      4  format version, {@value #VERSION}
 *     12      4  how many slots there are
 *     16     16  the JVM that made it
 *     32      4  CRC32C of all before it
 *     40      8  when the run was last seen, see {@link #lastSeen}; the only part that changes later
 *   1024         the slots, {@value #SLOT_BYTES} bytes each:
 *                  0  4  state: 0 free, OPEN, or ENDS while its end is being told
 *                  4  4  length of the content
 *                  8  4  CRC32C of the content
 *                 12     the content, see {@link OpenJob}
 * </pre>
 *
 * <p>A slot is in use once its state says so, and is free once it does not: that is one aligned
 * store, behind a fence. A process that is killed at any moment has a slot whole or not at all. No
 * single bit makes one state of another.
 *
 * <p>Not thread-safe, but for {@link #seen}.
 */
final class JobsFile {

  static final int SLOTS = 2_048;
  static final int SLOT_BYTES = 1_024;

  /** Of the whole file. */
  static final int BYTES = SLOT_BYTES + SLOTS * SLOT_BYTES;

  /** The most that the content of a slot may take. */
  static final int CONTENT_BYTES = SLOT_BYTES - 12;

  private static final int VERSION = 1;
  private static final int CRC_AT = 32;
  private static final int SEEN_AT = 40;
  private static final int LENGTH_AT = 4;
  private static final int CONTENT_CRC_AT = 8;
  private static final int CONTENT_AT = 12;

  private static final long MAGIC = word("EMP-JOBS");
  private static final int FREE = 0;
  private static final int OPEN = (int) word("\0\0\0\0OPEN");
  private static final int ENDS = (int) word("\0\0\0\0ENDS");

  private static final int MILLIS_BITS = 48;
  private static final long MILLIS = (1L << MILLIS_BITS) - 1;

  private final ByteBuffer bytes;

  private JobsFile(ByteBuffer bytes) {
    this.bytes = bytes.slice(0, bytes.limit());
  }

  private static long word(String ascii) {
    return ByteBuffer.wrap(ascii.getBytes(StandardCharsets.US_ASCII)).getLong();
  }

  /**
   * Makes one.
   *
   * @param bytes zero throughout, {@value #BYTES} of them
   * @param jvm see {@link Jvm}
   */
  static JobsFile create(ByteBuffer bytes, UUID jvm) {
    JobsFile file = new JobsFile(bytes);
    file.bytes.putInt(8, VERSION).putInt(12, SLOTS);
    file.bytes.putLong(16, jvm.getMostSignificantBits()).putLong(24, jvm.getLeastSignificantBits());
    // Last, so that a process that ends in the middle leaves what begins with zeros.
    file.bytes.putInt(CRC_AT, file.headerCrc(MAGIC));
    VarHandle.releaseFence();
    file.bytes.putLong(0, MAGIC);
    return file;
  }

  /** Whether who made it ended before it was ready. */
  static boolean isBlank(ByteBuffer bytes) {
    boolean hasHeader = bytes.capacity() >= SLOT_BYTES;
    if (hasHeader && bytes.getLong(0) != 0) {
      return false;
    }
    for (int at = hasHeader ? SLOT_BYTES : 0; at < bytes.capacity(); at++) {
      if (bytes.get(at) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads what a process left that is no more. It may have lost its end.
   *
   * @throws IOException where this is nothing that this release can read; says why
   */
  static JobsFile read(ByteBuffer bytes) throws IOException {
    JobsFile file = new JobsFile(bytes);
    if (bytes.capacity() < SLOT_BYTES) {
      throw new IOException(
          "it has " + bytes.capacity() + " bytes, less than the header of a list of jobs");
    }
    if (file.bytes.getLong(0) != MAGIC) {
      throw new IOException("it does not begin as a list of jobs does");
    }
    int version = file.bytes.getInt(8);
    if (version != VERSION) {
      throw new IOException(
          "its format has version "
              + Integer.toUnsignedString(version)
              + ", and this release reads version "
              + VERSION);
    }
    if (file.bytes.getInt(CRC_AT) != file.headerCrc(MAGIC)) {
      throw new IOException("its header is damaged (wrong CRC)");
    }
    return file;
  }

  private int headerCrc(long magic) {
    byte[] header = new byte[CRC_AT];
    bytes.get(0, header);
    ByteBuffer.wrap(header).putLong(0, magic);
    return crc(header);
  }

  private static int crc(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content, 0, content.length);
    return (int) crc.getValue();
  }

  boolean isOf(UUID jvm) {
    return bytes.getLong(16) == jvm.getMostSignificantBits()
        && bytes.getLong(24) == jvm.getLeastSignificantBits();
  }

  /** How many slots there are; fewer than there were in one that lost its end. */
  int slots() {
    return Math.min(SLOTS, bytes.capacity() / SLOT_BYTES - 1);
  }

  /** Whether slots are missing that it was made with. */
  boolean isCut() {
    return bytes.capacity() < BYTES;
  }

  /** Fills a free slot. After that a killed process does not lose it. */
  void open(int slot, byte[] content) {
    int at = at(slot);
    bytes.putInt(at + LENGTH_AT, content.length).putInt(at + CONTENT_CRC_AT, crc(content));
    bytes.put(at + CONTENT_AT, content);
    VarHandle.releaseFence();
    bytes.putInt(at, OPEN);
  }

  /** The end of a job is being told: whether it was, the chunks of the run say. */
  void ends(int slot) {
    bytes.putInt(at(slot), ENDS);
    VarHandle.releaseFence();
  }

  void clear(int slot) {
    VarHandle.releaseFence();
    bytes.putInt(at(slot), FREE);
  }

  boolean isFree(int slot) {
    return bytes.getInt(at(slot)) == FREE;
  }

  boolean isEnding(int slot) {
    return bytes.getInt(at(slot)) == ENDS;
  }

  /** The content of a slot that is not free; null where it is damaged. */
  @Nullable OpenJob job(int slot) {
    int at = at(slot);
    int state = bytes.getInt(at);
    int length = bytes.getInt(at + LENGTH_AT);
    if ((state != OPEN && state != ENDS) || length < 0 || length > CONTENT_BYTES) {
      return null;
    }
    byte[] content = new byte[length];
    bytes.get(at + CONTENT_AT, content);
    if (crc(content) != bytes.getInt(at + CONTENT_CRC_AT)) {
      return null;
    }
    try {
      return OpenJob.decode(content);
    } catch (IOException e) {
      return null;
    }
  }

  private static int at(int slot) {
    return (slot + 1) * SLOT_BYTES;
  }

  /** The run is alive. One aligned store, by any thread. */
  void seen(long epochMillis) {
    bytes.putLong(SEEN_AT, withCheck(epochMillis));
  }

  /**
   * When the run was last seen, in milliseconds since 1970; -1 where that cannot be told. The upper
   * 16 bits of the word are a check of the lower 48, so that it needs no second store.
   */
  long lastSeen() {
    long word = bytes.getLong(SEEN_AT);
    long millis = word & MILLIS;
    return word != 0 && withCheck(millis) == word ? millis : -1;
  }

  private static long withCheck(long epochMillis) {
    long millis = epochMillis & MILLIS;
    // The golden ratio's bits spread each bit of the time over the upper ones.
    long check = (millis * 0x9E37_79B9_7F4A_7C15L) >>> MILLIS_BITS;
    return (check << MILLIS_BITS) | millis;
  }
}
