package io.emp.logging;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.util.AbstractCollection;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A value that no caller should pass, and what must come of it.
 *
 * @param expected says whether its JSON is right, {@code absent} where there is none
 * @param dropped how many fields are counted as dropped
 */
record HostileValue(String name, @Nullable Object value, Predicate<String> expected, int dropped) {

  private static final String CUT = "...[cut, ";

  @Override
  public String toString() {
    return name;
  }

  private static HostileValue written(String name, @Nullable Object value, String json) {
    return new HostileValue(name, value, json::equals, 0);
  }

  private static HostileValue written(
      String name, @Nullable Object value, Predicate<String> json, int dropped) {
    return new HostileValue(name, value, json, dropped);
  }

  private static HostileValue leftOut(String name, @Nullable Object value, int dropped) {
    return new HostileValue(name, value, "absent"::equals, dropped);
  }

  private static HostileValue cut(String name, Object value) {
    return new HostileValue(name, value, json -> json.contains(CUT), 0);
  }

  static List<HostileValue> all() {
    List<HostileValue> all = new ArrayList<>(quick());
    int huge = 10 * 1024 * 1024;
    all.add(cut("10 MB", "x".repeat(huge)));
    all.add(cut("10 MB of controls", "\u0001".repeat(huge)));
    all.add(cut("10 MB of pairs", "\uD83D\uDE80".repeat(huge / 2)));
    all.add(cut("10 MB of halves", "\uD83D".repeat(huge)));
    all.add(cut("10 MB not in a String", CharBuffer.wrap("€".repeat(huge))));
    all.add(written("10 MB of bytes", new byte[huge], json -> json.startsWith("[0,0,"), 1));
    all.add(written("a million nulls", Collections.nCopies(1_000_000, null), "[]"::equals, 1));
    return all;
  }

  /** Those that take little time, for many events. */
  static List<HostileValue> quick() {
    List<HostileValue> all = new ArrayList<>();
    numbers(all);
    texts(all);
    objects(all);
    containers(all);
    cyclic(all);
    return all;
  }

  private static void numbers(List<HostileValue> all) {
    all.add(leftOut("NaN", Double.NaN, 1));
    all.add(leftOut("float NaN", Float.NaN, 1));
    all.add(leftOut("infinity", Double.POSITIVE_INFINITY, 1));
    all.add(leftOut("float infinity", Float.NEGATIVE_INFINITY, 1));
    all.add(leftOut("a decimal beyond any double", new BigDecimal("1E+400"), 1));
    all.add(leftOut("a number that throws", new ThrowingNumber(), 1));
    all.add(written("the least long", Long.MIN_VALUE, "-9223372036854775808"));
    all.add(written("the least double", Double.MIN_VALUE, "4.9E-324"));
    all.add(written("a float", 0.1f, "0.1"));
    all.add(written("2^63", BigInteger.ONE.shiftLeft(63), "\"9223372036854775808\""));
    all.add(
        written("2^100000", BigInteger.ONE.shiftLeft(100_000), "\"[a number of 100001 bits]\""));
  }

  private static void texts(List<HostileValue> all) {
    all.add(leftOut("null", null, 0));
    all.add(written("nothing", "", "\"\""));
    all.add(written("controls", "\u0000\r\n\u007f", "\"\\u0000\\r\\n\u007f\""));
    all.add(written("half a pair", "a\uD800", "\"a\uFFFD\""));
    all.add(written("the other half as a char", '\uDC00', "\"\uFFFD\""));
    all.add(cut("40 KB", "\"".repeat(20_000)));
  }

  private static void objects(List<HostileValue> all) {
    all.add(leftOut("an empty Optional", Optional.empty(), 0));
    all.add(leftOut("an Optional NaN", Optional.of(Double.NaN), 1));
    Optional<?> nested = Optional.of("at last");
    for (int i = 0; i < 10_000; i++) {
      nested = Optional.of(nested);
    }
    all.add(written("10,000 Optionals", nested, "\"at last\""));
    all.add(written("an enum whose toString throws", Odd.CONSTANT, "\"CONSTANT\""));
    all.add(
        unreadable(
            "toString throws",
            () -> {
              throw new IllegalStateException("no text");
            }));
    all.add(
        unreadable(
            "toString throws an error",
            () -> {
              throw new OutOfMemoryError("pretended");
            }));
    all.add(written("toString returns null", object(() -> null), "\"null\""));
    all.add(
        written(
            "toString overflows the stack",
            new Object() {
              @Override
              public String toString() {
                return "x" + this;
              }
            },
            json -> json.startsWith("\"[unreadable: ") && json.contains("StackOverflowError"),
            0));
    all.add(
        written(
            "toString logs itself",
            new Object() {
              @Override
              public String toString() {
                LoggerFactory.getLogger(HostileValue.class)
                    .atInfo()
                    .addKeyValue("self", this)
                    .log("{}", this.getClass());
                return "logged";
              }
            },
            "\"logged\""::equals,
            0));
    all.add(
        written(
            "a CharSequence that throws",
            new ThrowingText(),
            json -> json.startsWith("\"[unreadable: "),
            0));
    all.add(
        written(
            "a throwable that throws",
            new RuntimeException() {
              private static final long serialVersionUID = 1L;

              @Override
              public String getMessage() {
                throw new IllegalStateException("no message");
              }
            },
            json -> json.startsWith("\"[unreadable: "),
            0));
  }

  private static HostileValue unreadable(String name, Supplier<@Nullable String> text) {
    return written(name, object(text), json -> json.startsWith("\"[unreadable: "), 0);
  }

  @SuppressWarnings("NullAway") // That it is not what it promises is the point.
  private static Object object(Supplier<@Nullable String> text) {
    return new Object() {
      @Override
      public String toString() {
        return text.get();
      }
    };
  }

  private static void containers(List<HostileValue> all) {
    all.add(leftOut("a map that throws", mapThatThrows(), 1));
    all.add(leftOut("NaN before a map that throws", List.of(Double.NaN, mapThatThrows()), 1));
    all.add(leftOut("a list that throws at its fourth", listThatThrows(), 1));
    all.add(leftOut("a map with an entry that is null", mapOf(endless(null)), 1));
    all.add(written("endless nulls", collection(endless(null)), "[]"::equals, 1));
    all.add(written("endless NaNs", collection(endless(Double.NaN)), "[]"::equals, 257));
    all.add(
        written(
            "endless numbers",
            collection(endless(1)),
            json -> json.split(",", -1).length == 256,
            1));
    all.add(
        written("one entry for ever", mapOf(endless(Map.entry("k", 1))), "{\"k\":1}"::equals, 256));
    all.add(
        written(
            "nulls and NaN among numbers",
            new @Nullable Object[] {1, null, Double.NaN, Optional.empty(), 2},
            "[1,2]"::equals,
            1));
    Map<@Nullable Object, @Nullable Object> oddKeys = new LinkedHashMap<>();
    oddKeys.put(null, 1);
    oddKeys.put(1, 1);
    oddKeys.put("1", 2);
    oddKeys.put("null", null);
    oddKeys.put("nan", Double.NaN);
    oddKeys.put("a\uD800", 1);
    oddKeys.put("a\uD801", 2);
    oddKeys.put("job_id", "not at the top");
    oddKeys.put("k".repeat(1000), 1);
    all.add(
        written(
            "odd keys",
            oddKeys,
            ("{\"1\":1,\"a\uFFFD\":1,\"job_id\":\"not at the top\",\"" + "k".repeat(128) + "\":1}")
                ::equals,
            3));
    Map<Object, Object> hostileKeys = new LinkedHashMap<>();
    hostileKeys.put(
        object(
            () -> {
              throw new IllegalStateException("no text");
            }),
        1);
    all.add(
        written("a key that throws", hostileKeys, json -> json.startsWith("{\"[unreadable: "), 0));
    Object deep = "the bottom";
    for (int i = 0; i < 10_000; i++) {
      deep = i % 2 == 0 ? List.of(deep) : Map.of("k", deep);
    }
    all.add(written("10,000 levels", deep, json -> json.contains("[nested too deep]"), 0));
    List<Object> wide = List.of("x".repeat(100));
    for (int i = 0; i < 5; i++) {
      wide = Collections.nCopies(200, wide);
    }
    all.add(leftOut("more than the record holds", wide, 1));
    all.add(leftOut("long texts beyond the record", Collections.nCopies(9, "x".repeat(40_000)), 1));
    all.add(
        written(
            "more values than are looked at",
            Collections.nCopies(100, Collections.nCopies(200, 1)),
            json -> json.startsWith("[[1,1,1,"),
            2));
  }

  private static void cyclic(List<HostileValue> all) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("self", map);
    all.add(written("a map in itself", map, json -> json.contains("[nested too deep]"), 0));
    List<Object> list = new ArrayList<>();
    list.add(1);
    list.add(list);
    all.add(written("a list in itself", list, json -> json.contains("[nested too deep]"), 0));
    Object[] array = new Object[1];
    array[0] = array;
    all.add(written("an array in itself", array, json -> json.contains("[nested too deep]"), 0));
    Object[] many = new Object[256];
    Arrays.fill(many, many);
    all.add(new HostileValue("an array 256 times in itself", many, json -> !json.isEmpty(), 8));
  }

  static Map<String, Object> mapThatThrows() {
    return new AbstractMap<>() {
      @Override
      public Set<Entry<String, Object>> entrySet() {
        throw new IllegalStateException("no entries");
      }
    };
  }

  private static List<Object> listThatThrows() {
    return new AbstractList<>() {
      @Override
      public Object get(int index) {
        if (index == 3) {
          throw new IllegalStateException("no element");
        }
        return index;
      }

      @Override
      public int size() {
        return 10;
      }
    };
  }

  private static <T extends @Nullable Object> Iterator<T> endless(T element) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public T next() {
        return element;
      }
    };
  }

  private static <T extends @Nullable Object> Collection<T> collection(Iterator<T> iterator) {
    return new AbstractCollection<>() {
      @Override
      public Iterator<T> iterator() {
        return iterator;
      }

      @Override
      public int size() {
        return 1;
      }

      @Override
      public String toString() {
        return "endless";
      }
    };
  }

  @SuppressWarnings("NullAway") // An entry that is null, which no map has.
  private static Map<String, Object> mapOf(
      Iterator<? extends Map.@Nullable Entry<String, ?>> entries) {
    return new AbstractMap<>() {
      @Override
      public Set<Entry<String, Object>> entrySet() {
        return new AbstractSet<>() {
          @Override
          @SuppressWarnings("unchecked")
          public Iterator<Entry<String, Object>> iterator() {
            return (Iterator<Entry<String, Object>>) (Iterator<?>) entries;
          }

          @Override
          public int size() {
            return 1;
          }
        };
      }

      @Override
      public String toString() {
        return "endless";
      }
    };
  }

  private enum Odd {
    CONSTANT;

    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }
  }

  private static final class ThrowingText implements CharSequence {
    @Override
    public int length() {
      throw new IllegalStateException("no length");
    }

    @Override
    public char charAt(int index) {
      throw new IllegalStateException("no character");
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      throw new IllegalStateException("no part");
    }

    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }
  }

  private static final class ThrowingNumber extends Number {
    private static final long serialVersionUID = 1L;

    @Override
    public int intValue() {
      throw new IllegalStateException("no number");
    }

    @Override
    public long longValue() {
      throw new IllegalStateException("no number");
    }

    @Override
    public float floatValue() {
      throw new IllegalStateException("no number");
    }

    @Override
    public double doubleValue() {
      throw new IllegalStateException("no number");
    }
  }
}
