package io.emp.examples.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a trial found, by name; goes from one JVM to another as one line. */
final class Figures {

  private static final String MARK = "figures";

  private final Map<String, Double> values = new LinkedHashMap<>();

  void put(String name, double value) {
    values.put(name, value);
  }

  void put(String name, long value) {
    put(name, (double) value);
  }

  double get(String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is not among " + values.keySet());
    }
    return value;
  }

  void print() {
    StringBuilder line = new StringBuilder(MARK);
    values.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
    System.out.println(line);
  }

  /** Whether a line of a JVM's output has figures. */
  static boolean isIn(String line) {
    return line.startsWith(MARK + " ");
  }

  static Figures of(String line) {
    Figures figures = new Figures();
    for (String part : line.substring(MARK.length() + 1).split(" ", -1)) {
      int equals = part.indexOf('=');
      figures.put(part.substring(0, equals), Double.parseDouble(part.substring(equals + 1)));
    }
    return figures;
  }
}
