package io.emp.logging.fluent;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Entries in the order in which they came, in memory or in a mapped file; the layout is the same.
 *
 * <pre>
 * header   {@value #HEADER_BYTES} bytes, see {@link ChunkHeader}
 * index    a slot of 8 bytes for each entry, see {@link ChunkIndex}
 * entries  as they are sent, one behind the other
 * </pre>
 *
 * <p>An entry is there once its slot is: the bytes are copied first and the slot is one aligned
 * store behind a fence. A process that is killed at any moment has the entry whole or not at all,
 * since what it wrote to a mapped file is the operating system's already. The index lies in front
 * so that a file that lost its tail keeps every entry before the cut. The slots say where entries
 * begin and end, so one that is damaged takes none of the later ones with it. The header takes part
 * in each check sum so that a slot that a power failure left behind from an earlier use of the file
 * is not taken for one of this use.
 *
 * <p>Not thread-safe: its buffer hands it from one thread to another under a lock.
 */
final class Chunk {

  static final int HEADER_BYTES = ChunkHeader.BYTES;

  /**
   * The bytes of a chunk's entries are below this, and so are those of a batch. Fluent Bit cuts
   * what unpacks to more than 1,024,000 bytes.
   */
  static final int MAX_BYTES = 1_000_000;

  /** With entries of this size or larger the index never fills before the entries do. */
  private static final int BYTES_PER_SLOT = 128;

  private final ByteBuffer bytes;
  private final ChunkIndex index;
  private final int slots;
  private final int capacity;
  private final int entriesStart;
  private final CRC32C crc = new CRC32C();
  private final byte[] headerCrc = new byte[Integer.BYTES];

  private ChunkHeader header;
  private boolean inUse;
  private int entries;
  private int end;
  private int undelivered;
  private long undeliveredBytes;

  /** Those that cannot be delivered since they are damaged. */
  private final BitSet lost = new BitSet(0);

  /**
   * What was found.
   *
   * @param chunk null where it was free, or has nothing to deliver
   * @param damaged how many entries are there no more, as far as can be told
   */
  record Recovered(@Nullable Chunk chunk, int damaged) {}

  /**
   * A free chunk. Nothing is written yet.
   *
   * @param bytes where it lies, zero throughout
   */
  Chunk(ByteBuffer bytes) {
    this.bytes = bytes.slice(0, bytes.limit());
    this.index = new ChunkIndex(this.bytes);
    slots = slotsOf(bytes.limit());
    capacity = capacityOf(bytes.limit());
    if (capacity < BYTES_PER_SLOT) {
      throw new IllegalArgumentException("no chunk has room in " + bytes.limit() + " bytes");
    }
    entriesStart = HEADER_BYTES + slots * ChunkIndex.SLOT_BYTES;
    header = new ChunkHeader(slots, capacity, new RunId(0, 0), 0, 0, "");
  }

  private Chunk(ByteBuffer bytes, ChunkHeader header) throws IOException {
    this.bytes = bytes;
    this.index = new ChunkIndex(bytes);
    this.header = header;
    slots = header.slots();
    entriesStart = HEADER_BYTES + slots * ChunkIndex.SLOT_BYTES;
    if (bytes.capacity() < entriesStart) {
      throw new IOException(
          "it is cut after " + bytes.capacity() + " bytes, and with that all its entries are gone");
    }
    capacity = Math.min(header.capacity(), bytes.capacity() - entriesStart);
    inUse = true;
    bytes.get(ChunkHeader.CRC_AT, headerCrc);
  }

  private static int slotsOf(int chunkBytes) {
    int slotsForRoom = ceilDiv(chunkBytes - HEADER_BYTES, BYTES_PER_SLOT + ChunkIndex.SLOT_BYTES);
    return Math.min(slotsForRoom, ceilDiv(MAX_BYTES, BYTES_PER_SLOT));
  }

  /** How many bytes of entries a chunk of a size can take. */
  static int capacityOf(int chunkBytes) {
    int room = chunkBytes - HEADER_BYTES;
    return Math.min(room - slotsOf(chunkBytes) * ChunkIndex.SLOT_BYTES, MAX_BYTES - 1);
  }

  private static int ceilDiv(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  /**
   * Reads what a process left that is no more. Nothing in the bytes is trusted that no check sum
   * covers, and no entry is taken for good whose own is wrong.
   *
   * @param bytes the chunk, or what is left of it
   * @throws IOException where nothing can be read; the message says why, for people
   */
  static Recovered recover(ByteBuffer bytes) throws IOException {
    ByteBuffer chunkBytes = bytes.slice(0, bytes.limit());
    if (ChunkHeader.isFree(chunkBytes)) {
      return new Recovered(null, 0);
    }
    Chunk chunk = new Chunk(chunkBytes, ChunkHeader.read(chunkBytes));
    chunk.recoverEntries();
    return new Recovered(chunk.undelivered == 0 ? null : chunk, chunk.lost.cardinality());
  }

  /** Told of entries. */
  interface EntryReader {
    void read(ByteBuffer entry) throws IOException;
  }

  /**
   * Reads all good entries of what a process left that is no more, delivered or not, in order.
   *
   * @param bytes as for {@link #recover}; left as it is
   * @throws IOException where nothing can be read, or the reader throws it
   */
  static void forEachEntry(ByteBuffer bytes, EntryReader reader) throws IOException {
    ByteBuffer chunkBytes = bytes.slice(0, bytes.limit());
    if (ChunkHeader.isFree(chunkBytes)) {
      return;
    }
    Chunk chunk = new Chunk(chunkBytes, ChunkHeader.read(chunkBytes));
    chunk.countEntries();
    byte[] copy = new byte[chunk.capacity];
    for (int i = 0; i < chunk.entries; i++) {
      if (chunk.isGood(i, copy)) {
        chunk.end = chunk.index.end(i);
        reader.read(ByteBuffer.wrap(copy, 0, chunk.length(i)));
      }
    }
  }

  private void countEntries() {
    for (int i = slots - 1; i >= 0 && entries == 0; i--) {
      entries = index.isUsed(i) ? i + 1 : 0;
    }
  }

  private void recoverEntries() {
    countEntries();
    byte[] copy = new byte[capacity];
    for (int i = 0; i < entries; i++) {
      boolean delivered = index.isDelivered(i);
      if (isGood(i, copy)) {
        end = index.end(i);
        if (!delivered) {
          undelivered++;
          undeliveredBytes += length(i);
        }
      } else if (!delivered || index.end(i) > header.capacity()) {
        lost.set(i);
      }
    }
  }

  private boolean isGood(int entry, byte[] copy) {
    // Behind a slot that is lost it is not known where an entry begins.
    if (!index.isUsed(entry) || (entry > 0 && !index.isUsed(entry - 1))) {
      return false;
    }
    int start = index.start(entry);
    int length = length(entry);
    // Good entries do not overlap.
    if (start < end || length <= 0 || length > capacity - start) {
      return false;
    }
    bytes.get(entriesStart + start, copy, 0, length);
    return crc(copy, length) == index.crc(entry);
  }

  /**
   * Takes it into use.
   *
   * @param number of the chunk in its run; two chunks of a run have different ones
   */
  void open(RunId run, long number, String tag, long epochMillis) {
    if (inUse) {
      throw new IllegalStateException("chunk " + header.number() + " is in use");
    }
    ChunkHeader opened = new ChunkHeader(slots, capacity, run, number, epochMillis, tag);
    opened.write(bytes);
    header = opened;
    bytes.get(ChunkHeader.CRC_AT, headerCrc);
    inUse = true;
  }

  /** Makes it ready to be opened again. What is in it is gone, delivered or not. */
  void free() {
    ChunkHeader.free(bytes);
    for (int i = 0; i < entries; i++) {
      index.clear(i);
    }
    inUse = false;
    entries = 0;
    end = 0;
    undelivered = 0;
    undeliveredBytes = 0;
    lost.clear();
  }

  boolean isOutsideHeap() {
    return bytes.isDirect();
  }

  boolean fits(int entryBytes) {
    return entryBytes > 0 && entryBytes <= room();
  }

  /** How many bytes of entries it can take now. */
  int room() {
    return entries < slots ? capacity - end : 0;
  }

  /** How many bytes of entries it can take in all. */
  int capacity() {
    return capacity;
  }

  /** Appends an entry that fits. After that a killed process does not lose it. */
  void append(byte[] entry, int length) {
    if (!inUse || !fits(length)) {
      throw new IllegalStateException("no place for " + length + " bytes");
    }
    bytes.put(entriesStart + end, entry, 0, length);
    int checkSum = crc(entry, length);
    VarHandle.releaseFence();
    index.put(entries, checkSum, end + length);
    entries++;
    end += length;
    undelivered++;
    undeliveredBytes += length;
  }

  private int crc(byte[] entry, int length) {
    crc.reset();
    crc.update(headerCrc, 0, headerCrc.length);
    crc.update(entry, 0, length);
    return (int) crc.getValue();
  }

  /** How many entries were appended, delivered ones included. */
  int entries() {
    return entries;
  }

  boolean isEmpty() {
    return entries == 0;
  }

  /** The bytes of all entries, delivered ones included. */
  long entryBytes() {
    return end;
  }

  int undelivered() {
    return undelivered;
  }

  long undeliveredBytes() {
    return undeliveredBytes;
  }

  long openedMillis() {
    return header.openedMillis();
  }

  RunId run() {
    return header.run();
  }

  long number() {
    return header.number();
  }

  String tag() {
    return header.tag();
  }

  /**
   * What is not delivered, in order, as runs of adjacent entries. The id of a batch is its address:
   * the first half of the run's id, 32 bits of the chunk's number, 16 bits each of the first entry
   * and the count. So the same entries have the same id whenever they are sent, and others another.
   *
   * @param maxEntries how many entries a batch has at the most
   */
  List<Batch> batches(int maxEntries) {
    if (maxEntries < 1) {
      throw new IllegalArgumentException("batches of " + maxEntries + " entries");
    }
    List<Batch> batches = new ArrayList<>();
    int i = 0;
    while (i < entries) {
      int first = i;
      while (i < entries && i - first < maxEntries && isDue(i)) {
        i++;
      }
      if (i > first) {
        batches.add(batch(first, i - first));
      } else {
        i++;
      }
    }
    return batches;
  }

  /**
   * The first of {@link #batches}; there must be something undelivered.
   *
   * @param maxEntries how many entries it has at the most
   */
  Batch nextBatch(int maxEntries) {
    int first = 0;
    while (first < entries && !isDue(first)) {
      first++;
    }
    if (first == entries) {
      throw new IllegalStateException("what is undelivered was marked by somebody else");
    }
    int next = first + 1;
    while (next < entries && next - first < maxEntries && isDue(next)) {
      next++;
    }
    return batch(first, next - first);
  }

  private Batch batch(int first, int count) {
    int from = index.start(first);
    int to = index.end(first + count - 1);
    byte[] id =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(header.run().high())
            .putInt((int) header.number())
            .putShort((short) first)
            .putShort((short) count)
            .array();
    return new Batch(
        header.tag(),
        Base64.getEncoder().encodeToString(id),
        count,
        bytes.slice(entriesStart + from, to - from).asReadOnlyBuffer());
  }

  /** Marks the entries of a batch of this chunk; those that are marked already stay so. */
  void delivered(Batch batch) {
    ByteBuffer id = ByteBuffer.wrap(Base64.getDecoder().decode(batch.id()));
    boolean ours =
        id.getLong() == header.run().high() && id.getInt() == (int) header.number() && inUse;
    int first = Short.toUnsignedInt(id.getShort());
    int count = Short.toUnsignedInt(id.getShort());
    if (!ours || first + count > entries) {
      throw new IllegalArgumentException("chunk " + header.number() + " has no such batch");
    }
    int marked = 0;
    long markedBytes = 0;
    for (int i = first; i < first + count; i++) {
      if (isDue(i)) {
        index.deliver(i);
        marked++;
        markedBytes += length(i);
      }
    }
    // At the end: where the memory fails in the middle, all are still there to be counted as lost.
    undelivered -= marked;
    undeliveredBytes -= markedBytes;
  }

  /** Gives up all that is undelivered, without a look at memory that may have failed. */
  void abandon() {
    undelivered = 0;
    undeliveredBytes = 0;
  }

  private boolean isDue(int entry) {
    return !index.isDelivered(entry) && !lost.get(entry);
  }

  private int length(int entry) {
    return index.end(entry) - index.start(entry);
  }
}
