package io.emp.logging;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A caller's value for carriers that are not ours, which would call its methods where nobody
 * catches what they throw: a bounded copy of texts, numbers, truth values, and lists and maps of
 * such. What our own formats make of a value, {@link ValueWriter} says.
 */
final class PlainValue {

  /** A map that holds itself many times over would else be copied without end. */
  private static final int MAX_PARTS = 4096;

  private int parts;

  private PlainValue() {}

  static Object of(Object value) {
    if (value instanceof String || value instanceof Boolean) {
      return value;
    }
    try {
      Object copy = new PlainValue().copy(value, 1);
      return copy == null ? "null" : copy;
    } catch (Throwable t) {
      return "[unreadable: "
          + value.getClass().getName()
          + " threw "
          + t.getClass().getName()
          + "]";
    }
  }

  private @Nullable Object copy(@Nullable Object value, int depth) {
    parts++;
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Number && value.getClass().getName().startsWith("java.")) {
      return value;
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    if (value instanceof Optional<?> optional) {
      return copy(optional.orElse(null), depth);
    }
    boolean isArray = value.getClass().isArray();
    if (!isArray && !(value instanceof Map<?, ?>) && !(value instanceof Collection<?>)) {
      return ForeignText.of(value);
    }
    if (depth > FieldWriter.MAX_DEPTH) {
      return "[nested too deep]";
    }
    if (value instanceof Map<?, ?> map) {
      return map(map, depth);
    }
    return isArray ? array(value, depth) : list((Collection<?>) value, depth);
  }

  private Map<String, @Nullable Object> map(Map<?, ?> map, int depth) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (isFull()) {
        copy.put("...", "[cut]");
        break;
      }
      copy.put(String.valueOf(copy(entry.getKey(), depth + 1)), copy(entry.getValue(), depth + 1));
    }
    return copy;
  }

  private List<@Nullable Object> list(Collection<?> collection, int depth) {
    List<@Nullable Object> copy = new ArrayList<>();
    for (Object element : collection) {
      if (isFull()) {
        copy.add("...[cut]");
        break;
      }
      copy.add(copy(element, depth + 1));
    }
    return copy;
  }

  private List<@Nullable Object> array(Object array, int depth) {
    List<@Nullable Object> copy = new ArrayList<>();
    int length = Array.getLength(array);
    for (int i = 0; i < length; i++) {
      if (isFull()) {
        copy.add("...[cut]");
        break;
      }
      copy.add(copy(Array.get(array, i), depth + 1));
    }
    return copy;
  }

  private boolean isFull() {
    return parts >= MAX_PARTS;
  }
}
