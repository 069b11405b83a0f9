package io.emp.logging;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The caller's fields of a writer's record: their keys, their values, and how many of them had to
 * be left out. Not thread-safe.
 */
final class CallerFields {

  /**
   * Kept free behind the caller's fields for what follows them: the markers, each with what parts
   * it from the next, the count of dropped fields, the names of both and the end of the record.
   */
  private static final int TAIL_BYTES =
      FieldWriter.MAX_MARKERS * (FieldWriter.MAX_MARKER_BYTES + 1) + 128;

  private static final int MAX_BYTES = FieldWriter.MAX_RECORD_BYTES - TAIL_BYTES;

  private final FieldWriter out;
  private final CleanTexts texts;
  private final ValueWriter values;
  private final RecordKeys keys =
      new RecordKeys(new CallerKeys(SecretMask.ofProcess()), FieldWriter.MAX_FIELDS);

  private int dropped;

  /** How many secrets were masked. */
  private int masked;

  CallerFields(FieldWriter out, CleanTexts texts) {
    this.out = out;
    this.texts = texts;
    this.values = new ValueWriter(out, texts);
  }

  /** Before the first field of a record. */
  void clear() {
    keys.clear();
    values.clear();
    dropped = 0;
    masked = 0;
  }

  /**
   * Writes a field: the first of a key wins, a key of the SDK's is prefixed, a value that cannot be
   * written leaves no trace but one in the count of dropped fields. Null and an empty {@code
   * Optional} are no field. Secrets are masked, by the key and in the value's texts.
   *
   * @return whether there is one more field
   */
  boolean write(@Nullable String given, @Nullable Object givenValue) {
    Object value = ValueWriter.present(givenValue);
    if (value == null) {
      return false;
    }
    CallerKeys.Key key = given == null || keys.isFull() ? null : keys.add(given);
    if (key == null) {
      dropped++;
      return false;
    }
    int start = out.length();
    int droppedBefore = dropped;
    boolean written = false;
    out.limit(MAX_BYTES);
    try {
      written = keyAndValue(key, value);
    } catch (Throwable t) {
      // A map that throws while it is read, or a record that is full: the field is left out whole.
      written = false;
    } finally {
      out.limit(FieldWriter.MAX_RECORD_BYTES);
    }
    if (!written) {
      out.truncate(start);
      dropped = droppedBefore + 1;
    }
    return written;
  }

  @SuppressWarnings("ReferenceEquality") // What has no secrets stays the same instance.
  private boolean keyAndValue(CallerKeys.Key key, Object value) {
    KnownField field = key.field;
    if (field != null && value instanceof String text) {
      byte[] ready = field.ready(text);
      if (ready != null) {
        out.put(ready, ready.length);
        return true;
      }
    }
    int start = out.length();
    if (field != null) {
      out.put(field.name(), field.name().length);
    } else {
      out.key(key.name);
      if (key.written) {
        field = new KnownField(out.copyFrom(start));
        key.field = field;
      }
      key.written = true;
    }
    if (key.secret && SecretMask.canBeSecret(value)) {
      masked++;
      return values.write(SecretMask.MASK);
    }
    if (!(value instanceof String text)) {
      return values.write(value);
    }
    String clean = texts.maskHead(text);
    out.text(clean, FieldWriter.MAX_STRING_BYTES);
    if (clean != text) {
      masked++;
    } else if (field != null) {
      field.written(text, out.buffer(), start, out.length());
    }
    return true;
  }

  void writeMarkers(Iterable<String> names) {
    values.writeMarkers(names);
  }

  void dropped(int count) {
    dropped += count;
  }

  int dropped() {
    return dropped;
  }

  /** Whether nothing was dropped and no secret masked. */
  boolean areWhole() {
    return dropped == 0 && masked == 0;
  }

  /** The names of the fields so far; the next may have them again. */
  List<String> takeNames() {
    List<String> names = keys.all();
    keys.clear();
    return names;
  }

  /** Whether fields that are encoded already can follow as they are: none is there, all fit. */
  boolean haveRoomFor(KnownMdc.Part part) {
    List<String> names = part.keys();
    for (int i = 0; i < names.size(); i++) {
      if (keys.contains(names.get(i))) {
        return false;
      }
    }
    return keys.size() + names.size() <= FieldWriter.MAX_FIELDS
        && part.bytes().length <= MAX_BYTES - out.length();
  }
}
