package io.emp.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes one log event as one record into a buffer it keeps. This class owns what all formats
 * share: which fields, in which order, under which limits; a subclass says how a name and a value
 * lie in memory.
 *
 * <p>Limits, so that no event can grow without bound: a record is at most {@value
 * #MAX_RECORD_BYTES} bytes; {@code message}, {@code error_message}, {@code stack_trace} and each of
 * the caller's strings at most {@value #MAX_STRING_BYTES} encoded bytes, cut and marked as cut;
 * every other text of the SDK at most {@value #MAX_SHORT_STRING_BYTES}; at most {@value
 * #MAX_FIELDS} fields of the caller's, {@value #MAX_ELEMENTS} elements in a collection, {@value
 * #MAX_DEPTH} levels of nesting, {@value #MAX_VALUES} nested values and {@value #MAX_MARKERS}
 * markers. What had to be left out is counted in {@code dropped_fields}.
 *
 * <p>What comes with each event of a job is encoded once: a writer remembers each field's last
 * text, by its identity, and the read-only MDC of Logback's adapter. It keeps texts of 256
 * characters at the most, one for each of its own fields and of 256 keys of the caller's, and 8
 * MDCs; none in which a secret was found.
 *
 * <p>Not thread-safe: one writer is used by one thread at a time. Take it from a {@link Pool}.
 */
public abstract class FieldWriter extends RecordFormat {

  /** The most bytes one record takes. */
  public static final int MAX_RECORD_BYTES = 256 * 1024;

  /** The most encoded bytes of one long text. */
  public static final int MAX_STRING_BYTES = 32 * 1024;

  /** The most encoded bytes of one short text of the SDK's own (names, ids, steps). */
  public static final int MAX_SHORT_STRING_BYTES = 1024;

  /** The most fields of the caller's in one record. */
  public static final int MAX_FIELDS = 256;

  /** The most elements written of one collection, map or array. */
  public static final int MAX_ELEMENTS = 256;

  /** The most levels of nesting in one value. */
  public static final int MAX_DEPTH = 8;

  /**
   * The most elements and entries looked at in one record, in all its collections, maps and arrays.
   */
  public static final int MAX_VALUES = 8192;

  /** The most markers in one record. */
  public static final int MAX_MARKERS = 32;

  /** The most encoded bytes of one marker's name. */
  public static final int MAX_MARKER_BYTES = 256;

  /** A writer that one huge event blew up is not kept. */
  private static final int MAX_KEPT_BYTES = 64 * 1024;

  private static final WireField[] FIELDS = WireField.values();

  private final @Nullable KnownField[] fields = new KnownField[FIELDS.length];
  private final CleanTexts texts = new CleanTexts(SecretMask.ofProcess());
  private final TimestampText timestampText = new TimestampText();

  @SuppressWarnings("this-escape") // They only keep the reference.
  private final CallerFields callerFields = new CallerFields(this, texts);

  @SuppressWarnings("this-escape")
  private final WriterMdcs mdcs = new WriterMdcs(this, callerFields);

  private int fieldCount;
  private @Nullable String eventType;

  /** Lent by the pool; a writer of no pool leaves no stack out. */
  private @Nullable StackThrottle stacks;

  /** A writer with an empty buffer. */
  protected FieldWriter() {}

  /**
   * Replaces what the buffer holds by the record of this event. Never throws for what the event
   * holds: an event that cannot be read at all becomes a record that says so.
   *
   * @param event the event; read on the calling thread
   */
  public final void write(ILoggingEvent event) {
    try {
      writeRecord(event, EventFields::write);
    } catch (Throwable t) {
      // Foreign code ran (an event class, a toString): whatever it threw, the line must go on.
      writeRecord(
          event, (writer, unreadable) -> EventFields.writeUnreadable(writer, unreadable, t));
    }
  }

  private void writeRecord(ILoggingEvent event, FieldsOfEvent fields) {
    truncate(0);
    limit(MAX_RECORD_BYTES);
    fieldCount = 0;
    eventType = null;
    callerFields.clear();
    int start = beginRecord(EventFields.timeOf(event));
    fields.write(this, event);
    closeMap(start, fieldCount);
    endRecord();
  }

  private interface FieldsOfEvent {
    void write(FieldWriter writer, ILoggingEvent event);
  }

  /**
   * The {@code event_type} of the last record.
   *
   * @return for example {@code job_completed}; null for a plain line
   */
  public final @Nullable String eventType() {
    return eventType;
  }

  /** Fields of the carrier's own, between the SDK's and the caller's; see {@link #carrierField}. */
  protected void carrierFields() {}

  /**
   * Starts a field of the carrier's own; its value must follow.
   *
   * @param key the bytes that {@link #keyBytes} gave
   */
  protected final void carrierField(byte[] key) {
    put(key, key.length);
    fieldCount++;
  }

  // The SDK's own fields.

  private KnownField known(WireField field) {
    KnownField known = fields[field.ordinal()];
    if (known == null) {
      known = new KnownField(keyBytes(field.wireName));
      fields[field.ordinal()] = known;
    }
    return known;
  }

  private void name(WireField field) {
    carrierField(known(field).name());
  }

  final void timestamp(Instant time) {
    name(WireField.TIMESTAMP);
    plainText(timestampText.of(time), TimestampText.LENGTH);
  }

  final void field(WireField field, @Nullable String value) {
    if (value != null) {
      KnownField known = known(field);
      if (!copied(known, value)) {
        int start = length();
        carrierField(known.name());
        text(value, MAX_SHORT_STRING_BYTES);
        known.written(value, buffer(), start, length());
      }
    }
  }

  /** A text that anybody may have written. */
  final void prose(WireField field, @Nullable String value) {
    prose(field, value, MAX_STRING_BYTES);
  }

  @SuppressWarnings("ReferenceEquality") // What has no secrets stays the same instance.
  private void prose(WireField field, @Nullable String value, int maxBytes) {
    if (value != null) {
      KnownField known = known(field);
      if (!copied(known, value)) {
        int start = length();
        carrierField(known.name());
        String clean = texts.maskHead(value);
        text(clean, maxBytes);
        if (clean == value) {
          known.written(value, buffer(), start, length());
        }
      }
    }
  }

  private boolean copied(KnownField known, String value) {
    byte[] ready = known.ready(value);
    if (ready == null) {
      return false;
    }
    carrierField(ready);
    return true;
  }

  /** A text whose secrets are masked already. */
  final void longField(WireField field, @Nullable String value) {
    if (value != null) {
      name(field);
      text(value, MAX_STRING_BYTES);
    }
  }

  /** Frame by frame into the record: it fits its field whole. */
  final void stackTrace(CauseChain chain) {
    name(WireField.STACK_TRACE);
    int start = beginText();
    StackTraces.write(chain, new StackText.InRecord(this));
    endText(start);
  }

  final void field(WireField field, long value) {
    name(field);
    number(value);
  }

  final void field(WireField field, double value) {
    name(field);
    number(value);
  }

  /**
   * A value of a type the field's setter made sure of: a text, a whole number or a finite double.
   */
  final void field(WireField field, @Nullable Object value) {
    if (value instanceof String text) {
      if (field == WireField.EVENT_TYPE) {
        eventType = text;
      }
      if (field.isProse()) {
        prose(field, text, MAX_SHORT_STRING_BYTES);
      } else {
        field(field, text);
      }
    } else if (value instanceof Long number) {
      field(field, number.longValue());
    } else if (value instanceof Double number) {
      field(field, number.doubleValue());
    }
  }

  /** Copies a context's fields, which are encoded once for each format. */
  final void context(ContextFields context) {
    byte[] ready = context.encoded(getClass());
    if (ready == null) {
      int start = length();
      context.forEach(this::field);
      context.keepEncoded(getClass(), copyFrom(start));
    } else {
      put(ready, ready.length);
      fieldCount += context.size();
    }
  }

  /** Whether the stack of this hash is told now; asked once for each event with a throwable. */
  final StackThrottle.Verdict stackOf(String hash) {
    return stacks == null ? StackThrottle.Verdict.WHOLE : stacks.of(hash);
  }

  // The caller's fields.

  final void callerField(@Nullable String key, @Nullable Object given) {
    if (callerFields.write(key, given)) {
      fieldCount++;
    }
  }

  final void dropped(int count) {
    callerFields.dropped(count);
  }

  final void markers(Iterable<String> markers) {
    name(WireField.MARKERS);
    callerFields.writeMarkers(markers);
  }

  final void droppedFields() {
    if (callerFields.dropped() > 0) {
      field(WireField.DROPPED_FIELDS, callerFields.dropped());
    }
  }

  // The MDC.

  final WriterMdcs mdcs() {
    return mdcs;
  }

  /** Writes fields and takes them out of the record again, to be written with {@link #part}. */
  final KnownMdc.Part encoded(Consumer<FieldWriter> fields) {
    int start = length();
    int countBefore = fieldCount;
    fields.accept(this);
    KnownMdc.Part part =
        new KnownMdc.Part(copyFrom(start), fieldCount - countBefore, callerFields.takeNames());
    truncate(start);
    fieldCount = countBefore;
    return part;
  }

  /** Writes fields that are the first of the caller's, or none of the caller's. */
  final void part(KnownMdc.Part part) {
    put(part.bytes(), part.bytes().length);
    fieldCount += part.fields();
  }

  /** Writes the caller's last fields; false, with nothing written, where one of them is there. */
  final boolean restPart(KnownMdc.Part part) {
    if (!callerFields.haveRoomFor(part)) {
      return false;
    }
    part(part);
    return true;
  }

  /**
   * A few writers kept for reuse. Any thread, virtual or not, takes one and gives it back; nothing
   * is kept per thread, and nobody waits: where all are taken a new one is made.
   *
   * <p>The writers of one pool count together how often an error was told, so that the stack traces
   * of a storm are thinned: of one {@code stack_hash} {@value StackThrottle#DEFAULT_PER_MINUTE} in
   * a minute, or as many as the system property {@value StackThrottle#PROPERTY}, else the variable
   * {@value StackThrottle#VARIABLE}, said when the pool was made; 0 for all.
   *
   * @param <W> the format
   */
  public static final class Pool<W extends FieldWriter> {
    private static final int SIZE = 16;

    private final AtomicReferenceArray<@Nullable W> kept = new AtomicReferenceArray<>(SIZE);
    private final Supplier<W> maker;
    private final StackThrottle stacks;

    /**
     * An empty pool.
     *
     * @param maker makes a writer; called on the threads that take one
     */
    public Pool(Supplier<W> maker) {
      this(maker, StackThrottle.configured());
    }

    Pool(Supplier<W> maker, StackThrottle stacks) {
      this.maker = maker;
      this.stacks = stacks;
    }

    /**
     * A writer for this thread alone until it is given back.
     *
     * @return a kept one or a new one
     */
    public W take() {
      W writer = kept.getAndSet(slot(), null);
      if (writer == null) {
        writer = maker.get();
      }
      ((FieldWriter) writer).stacks = stacks;
      return writer;
    }

    /**
     * Keeps a writer for the next who takes one, unless it has grown large.
     *
     * @param writer a writer that this thread no longer uses
     */
    public void giveBack(W writer) {
      if (writer.buffer().length <= MAX_KEPT_BYTES) {
        kept.set(slot(), writer);
      }
    }

    private static int slot() {
      // Thread ids are dense, so that few threads share a slot; the identity spreads virtual
      // threads well enough.
      return (int) Thread.currentThread().getId() & (SIZE - 1);
    }
  }
}
