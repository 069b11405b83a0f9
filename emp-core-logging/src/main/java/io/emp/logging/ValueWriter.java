package io.emp.logging;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A caller's value of any type in the form that fits it: numbers as numbers, maps and collections
 * as such, all else by its {@code toString}.
 */
final class ValueWriter {

  private static final int MAX_NUMBER_BITS = 4096;

  private static final SecretMask SECRETS = SecretMask.ofProcess();

  private final FieldWriter out;
  private final CleanTexts texts;

  /** The keys of the maps that are being written, one in another. */
  private final @Nullable WrittenKeys[] mapKeys = new WrittenKeys[FieldWriter.MAX_DEPTH + 1];

  private int values;

  ValueWriter(FieldWriter out, CleanTexts texts) {
    this.out = out;
    this.texts = texts;
  }

  /** Before the first value of a record. */
  void clear() {
    values = 0;
  }

  /** What is in an {@code Optional}; anything else is what it is. */
  static @Nullable Object present(@Nullable Object given) {
    Object value = given;
    while (value instanceof Optional<?> optional) {
      value = optional.orElse(null);
    }
    return value;
  }

  /**
   * Writes a value that is {@link #present}; false, with nothing whole written, where it has no
   * form on the wire (NaN, an infinity).
   */
  boolean write(Object value) {
    return write(value, 1);
  }

  private boolean write(Object value, int depth) {
    if (value instanceof String text) {
      out.text(texts.maskHead(text), FieldWriter.MAX_STRING_BYTES);
    } else if (value instanceof Number number) {
      return number(number);
    } else if (value instanceof Boolean bool) {
      out.bool(bool);
    } else if (value instanceof Map<?, ?> map) {
      return depth <= FieldWriter.MAX_DEPTH ? map(map, depth) : tooDeep();
    } else if (value instanceof Collection<?> collection) {
      return depth <= FieldWriter.MAX_DEPTH ? array(collection, depth) : tooDeep();
    } else if (value.getClass().isArray()) {
      return depth <= FieldWriter.MAX_DEPTH ? array(value, depth) : tooDeep();
    } else {
      out.text(SECRETS.maskHead(string(value)), FieldWriter.MAX_STRING_BYTES);
    }
    return true;
  }

  private static String string(Object value) {
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    return value instanceof UUID || value instanceof Character
        ? value.toString()
        : ForeignText.of(value);
  }

  private boolean tooDeep() {
    out.text("[nested too deep]", FieldWriter.MAX_SHORT_STRING_BYTES);
    return true;
  }

  private boolean number(Number value) {
    if (value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte
        || value instanceof AtomicInteger
        || value instanceof AtomicLong) {
      out.number(value.longValue());
      return true;
    }
    if (value instanceof BigInteger big) {
      if (big.bitLength() <= 63) {
        out.number(big.longValue());
      } else {
        out.text(
            big.bitLength() > MAX_NUMBER_BITS ? tooLong(big) : big.toString(),
            FieldWriter.MAX_STRING_BYTES);
      }
      return true;
    }
    if (value instanceof BigDecimal big && big.unscaledValue().bitLength() > MAX_NUMBER_BITS) {
      // Its double would be read from its digits, which takes seconds for millions of them.
      out.text(tooLong(big.unscaledValue()), FieldWriter.MAX_STRING_BYTES);
      return true;
    }
    // Of a number class of the caller's, a call into foreign code.
    double number =
        value instanceof Float ? Double.parseDouble(value.toString()) : value.doubleValue();
    if (!Double.isFinite(number)) {
      return false;
    }
    out.number(number);
    return true;
  }

  private static String tooLong(BigInteger digits) {
    return "[a number of " + digits.bitLength() + " bits]";
  }

  /**
   * Whether one more element or entry is looked at; if not, it and what follows it count as one
   * dropped field. Those left out count here too, since an iterator may never end.
   */
  private boolean takesOneMore(int seen) {
    if (seen < FieldWriter.MAX_ELEMENTS && values < FieldWriter.MAX_VALUES) {
      values++;
      return true;
    }
    out.dropped(1);
    return false;
  }

  private WrittenKeys keysAt(int depth) {
    WrittenKeys keys = mapKeys[depth];
    if (keys == null) {
      keys = new WrittenKeys();
      mapKeys[depth] = keys;
    }
    keys.clear();
    return keys;
  }

  private boolean map(Map<?, ?> map, int depth) {
    int start = out.openContainer();
    WrittenKeys keys = keysAt(depth);
    int seen = 0;
    int count = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!takesOneMore(seen++)) {
        break;
      }
      Object given = entry.getKey();
      Object value = present(entry.getValue());
      if (given == null || value == null) {
        continue;
      }
      String whole = given instanceof String text ? text : string(given);
      String key = CutMark.shortKey(texts.maskHead(whole));
      if (!keys.add(key)) {
        out.dropped(1);
        continue;
      }
      int before = out.length();
      out.key(key);
      if (write(SECRETS.isSecret(key, value) ? SecretMask.MASK : value, depth + 1)) {
        count++;
      } else {
        out.truncate(before);
        out.dropped(1);
      }
    }
    out.closeMap(start, count);
    return true;
  }

  private boolean array(Collection<?> collection, int depth) {
    int start = out.openContainer();
    int seen = 0;
    int count = 0;
    for (Object element : collection) {
      if (!takesOneMore(seen++)) {
        break;
      }
      count += element(element, depth);
    }
    out.closeArray(start, count);
    return true;
  }

  private boolean array(Object array, int depth) {
    int start = out.openContainer();
    int count = 0;
    int size = Array.getLength(array);
    for (int i = 0; i < size && takesOneMore(i); i++) {
      count += element(Array.get(array, i), depth);
    }
    out.closeArray(start, count);
    return true;
  }

  /** Writes an element, and returns how many were written; no array holds a null. */
  private int element(@Nullable Object given, int depth) {
    Object element = present(given);
    if (element == null) {
      return 0;
    }
    int before = out.length();
    out.element();
    if (write(element, depth + 1)) {
      return 1;
    }
    out.truncate(before);
    out.dropped(1);
    return 0;
  }

  void writeMarkers(Iterable<String> names) {
    int start = out.openContainer();
    int count = 0;
    for (String name : names) {
      out.element();
      out.text(name, FieldWriter.MAX_MARKER_BYTES);
      count++;
    }
    out.closeArray(start, count);
  }
}
