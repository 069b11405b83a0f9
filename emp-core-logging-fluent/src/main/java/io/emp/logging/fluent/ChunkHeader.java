package io.emp.logging.fluent;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * The first {@value #BYTES} bytes of a {@link Chunk}. Everything is big-endian.
 *
 * <pre>
 * offset  bytes
 *      0      8  magic: EMPCHUNK in ASCII
 *      8      4  format version, {@value #VERSION}
 *     12      4  length of this header, {@value #BYTES}
 *     16      4  how many slots the index has
 *     20      4  capacity: bytes for entries
 *     24     16  run id
 *     40      8  number of the chunk in its run, from 1, below 2^32
 *     48      8  when it was opened, milliseconds since 1970
 *     56      4  length of the tag, 0 to {@value #MAX_TAG_BYTES}
 *     60    255  tag in UTF-8, then zeros
 *    315    189  zeros, for later versions
 *    504      4  CRC32C of all before it
 *    508      4  state: 0 free, USED in ASCII in use; the only part that changes later
 * </pre>
 *
 * <p>A free chunk has nothing to be read. A file that was made and never used is zero throughout.
 *
 * @param slots how many entries the index has room for
 * @param capacity how many bytes of entries there is room for
 * @param run the run that opened it
 * @param number counts the chunks of the run
 * @param openedMillis since 1970
 * @param tag the tag of all its entries
 */
record ChunkHeader(int slots, int capacity, RunId run, long number, long openedMillis, String tag) {

  static final int BYTES = 512;
  static final int VERSION = 1;
  static final int MAX_TAG_BYTES = 255;

  /** So many fit the 16 bits that a batch's id has for them. */
  static final int MAX_SLOTS = 0xFFFF;

  static final long MAX_NUMBER = 0xFFFF_FFFFL;

  /** Where the check sum of the header is: it stands for the header in those of the entries. */
  static final int CRC_AT = 504;

  private static final long MAGIC =
      ByteBuffer.wrap("EMPCHUNK".getBytes(StandardCharsets.US_ASCII)).getLong();

  private static final int VERSION_AT = 8;
  private static final int NUMBER_AT = 40;
  private static final int STATE_AT = 508;
  private static final int FREE = 0;

  /** USED in ASCII: no single bit makes the one of the other. */
  private static final int IN_USE = 0x55534544;

  /**
   * Writes it into a free chunk, which is then in use: the state is written last, so that a process
   * that ends in the middle leaves a free chunk.
   */
  void write(ByteBuffer chunk) {
    byte[] tagBytes = tag.getBytes(StandardCharsets.UTF_8);
    if (tagBytes.length > MAX_TAG_BYTES || number < 0 || number > MAX_NUMBER) {
      throw new IllegalArgumentException("tag " + tag + ", chunk " + number);
    }
    byte[] header = new byte[STATE_AT];
    ByteBuffer fields = ByteBuffer.wrap(header);
    fields.putLong(MAGIC).putInt(VERSION).putInt(BYTES).putInt(slots).putInt(capacity);
    fields.putLong(run.high()).putLong(run.low()).putLong(number).putLong(openedMillis);
    fields.putInt(tagBytes.length).put(tagBytes);
    fields.putInt(CRC_AT, crc(header));
    chunk.put(0, header);
    VarHandle.releaseFence();
    chunk.putInt(STATE_AT, IN_USE);
  }

  /** Makes a chunk free: from now on nothing in it is read. */
  static void free(ByteBuffer chunk) {
    chunk.putInt(STATE_AT, FREE);
    VarHandle.releaseFence();
  }

  /**
   * Reads it.
   *
   * @throws IOException where this is no chunk that this release can read; says why
   */
  static ChunkHeader read(ByteBuffer chunk) throws IOException {
    if (chunk.capacity() < BYTES) {
      throw new IOException(
          "it has " + chunk.capacity() + " bytes, less than the header of a chunk");
    }
    byte[] header = new byte[STATE_AT];
    chunk.get(0, header);
    ByteBuffer fields = ByteBuffer.wrap(header);
    if (fields.getLong() != MAGIC) {
      throw new IOException("it does not begin as a chunk does");
    }
    int version = fields.getInt();
    if (version != VERSION) {
      throw new IOException(
          "its format has version "
              + Integer.toUnsignedString(version)
              + ", and this release reads version "
              + VERSION);
    }
    if (fields.getInt(CRC_AT) != crc(header)) {
      throw new IOException("its header is damaged (wrong CRC)");
    }
    int state = chunk.getInt(STATE_AT);
    int length = fields.getInt();
    int slots = fields.getInt();
    int capacity = fields.getInt();
    RunId run = new RunId(fields.getLong(), fields.getLong());
    long number = fields.getLong();
    long openedMillis = fields.getLong();
    int tagLength = fields.getInt();
    if (state != IN_USE
        || length != BYTES
        || slots < 1
        || slots > MAX_SLOTS
        || capacity < 1
        || capacity >= Chunk.MAX_BYTES
        || number < 0
        || number > MAX_NUMBER
        || tagLength < 0
        || tagLength > MAX_TAG_BYTES) {
      throw new IOException("its header says what cannot be");
    }
    String tag = new String(header, fields.position(), tagLength, StandardCharsets.UTF_8);
    return new ChunkHeader(slots, capacity, run, number, openedMillis, tag);
  }

  /** The number that a file says it has, true or not; 0 where it says none. */
  static long numberIn(Path file) {
    Set<OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
    try (FileChannel channel = FileChannel.open(file, options)) {
      channel.read(number, NUMBER_AT);
      return number.getLong(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Whether there is nothing in a chunk: it was made free, or it is zero throughout. */
  static boolean isFree(ByteBuffer chunk) {
    if (chunk.capacity() >= BYTES
        && chunk.getLong(0) == MAGIC
        && chunk.getInt(VERSION_AT) == VERSION) {
      return chunk.getInt(STATE_AT) == FREE;
    }
    int at = 0;
    for (; at + Long.BYTES <= chunk.capacity(); at += Long.BYTES) {
      if (chunk.getLong(at) != 0) {
        return false;
      }
    }
    for (; at < chunk.capacity(); at++) {
      if (chunk.get(at) != 0) {
        return false;
      }
    }
    return true;
  }

  private static int crc(byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, CRC_AT);
    return (int) crc.getValue();
  }
}
