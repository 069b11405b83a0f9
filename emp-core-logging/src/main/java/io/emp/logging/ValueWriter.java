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

  private final FieldWriter out;

  ValueWriter(FieldWriter out) {
    this.out = out;
  }

  /**
   * Writes a value; false, with nothing whole written, where it has no form on the wire (null, NaN,
   * an infinity).
   */
  boolean write(@Nullable Object value) {
    return write(value, 1);
  }

  private boolean write(@Nullable Object value, int depth) {
    if (value instanceof String text) {
      out.text(text, FieldWriter.MAX_STRING_BYTES);
    } else if (value instanceof Number number) {
      return number(number);
    } else if (value instanceof Boolean bool) {
      out.bool(bool);
    } else if (value == null) {
      return false;
    } else if (value instanceof Optional<?> optional) {
      return write(optional.orElse(null), depth);
    } else if (value instanceof Map<?, ?> map) {
      return depth <= FieldWriter.MAX_DEPTH ? map(map, depth) : tooDeep();
    } else if (value instanceof Collection<?> collection) {
      return depth <= FieldWriter.MAX_DEPTH ? array(collection, depth) : tooDeep();
    } else if (value.getClass().isArray()) {
      return depth <= FieldWriter.MAX_DEPTH ? array(value, depth) : tooDeep();
    } else {
      out.text(string(value), FieldWriter.MAX_STRING_BYTES);
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
    if (value instanceof BigInteger big && big.bitLength() > 63) {
      out.text(
          big.bitLength() > 4096 ? "[a number of " + big.bitLength() + " bits]" : big.toString(),
          2048);
      return true;
    }
    if (value instanceof BigInteger) {
      out.number(value.longValue());
      return true;
    }
    if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
      double number =
          value instanceof Float ? Double.parseDouble(value.toString()) : value.doubleValue();
      if (!Double.isFinite(number)) {
        return false;
      }
      out.number(number);
      return true;
    }
    // A number class of the caller's: its double value, which is a call into foreign code.
    double number = value.doubleValue();
    if (!Double.isFinite(number)) {
      return false;
    }
    out.number(number);
    return true;
  }

  private boolean map(Map<?, ?> map, int depth) {
    int start = out.openContainer();
    WrittenKeys keys = new WrittenKeys();
    int count = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (keys.size() == FieldWriter.MAX_ELEMENTS) {
        out.dropped(1);
        break;
      }
      Object value = entry.getValue();
      if (entry.getKey() == null || value == null) {
        continue;
      }
      Object given = entry.getKey();
      String key = CutMark.shortKey(given instanceof String text ? text : string(given));
      int before = out.length();
      if (!keys.add(key)) {
        out.dropped(1);
        continue;
      }
      out.key(key);
      if (write(value, depth + 1)) {
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
    int count = 0;
    for (Object element : collection) {
      if (count == FieldWriter.MAX_ELEMENTS) {
        out.dropped(1);
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
    for (int i = 0; i < size; i++) {
      if (count == FieldWriter.MAX_ELEMENTS) {
        out.dropped(1);
        break;
      }
      count += element(Array.get(array, i), depth);
    }
    out.closeArray(start, count);
    return true;
  }

  private int element(@Nullable Object element, int depth) {
    int before = out.length();
    out.element();
    if (write(element, depth + 1)) {
      return 1;
    }
    out.truncate(before);
    return 0;
  }

  void writeShortTexts(Iterable<String> texts) {
    int start = out.openContainer();
    int count = 0;
    for (String text : texts) {
      out.element();
      out.text(text, FieldWriter.MAX_SHORT_STRING_BYTES / 4);
      count++;
    }
    out.closeArray(start, count);
  }
}
