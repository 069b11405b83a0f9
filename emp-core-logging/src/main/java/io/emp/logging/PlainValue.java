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
 * such, without their secrets. What our own formats make of a value, {@link ValueWriter} says.
 */
final class PlainValue {

  /** A map that holds itself many times over would else be copied without end. */
  private static final int MAX_PARTS = 4096;

  private static final SecretMask SECRETS = SecretMask.ofProcess();

  private int parts;

  private PlainValue() {}

  /** The value of a field. */
  static Object of(String key, Object value) {
    return SECRETS.isSecret(key, value) ? SecretMask.MASK : of(value);
  }

  private static Object of(Object value) {
    if (value instanceof Boolean) {
      return value;
    }
    if (value instanceof String text) {
      return SECRETS.mask(text);
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
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (value instanceof String text) {
      return SECRETS.mask(text);
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
      return SECRETS.mask(ForeignText.of(value));
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
      String key = String.valueOf(copy(entry.getKey(), depth + 1));
      Object value = entry.getValue();
      boolean secret = value != null && SECRETS.isSecret(key, value);
      copy.put(key, secret ? SecretMask.MASK : copy(value, depth + 1));
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
