package io.emp.examples.console;

import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Which of a run's numbers have come, as ranges: a run without a loss is one range. Where there are
 * more than {@value #MAX_RANGES}, the two oldest are taken together, so that fewer losses are told
 * then than there are.
 */
final class SeqSet {

  static final int MAX_RANGES = 1000;

  /** From a range's first number to its last. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  /** Reads what {@link #toString} wrote. */
  static SeqSet parse(String text) {
    SeqSet set = new SeqSet();
    for (String range : text.split(",", -1)) {
      int hyphen = range.indexOf('-');
      if (hyphen > 0) {
        set.ranges.put(
            Long.valueOf(range.substring(0, hyphen)), Long.valueOf(range.substring(hyphen + 1)));
      }
    }
    return set;
  }

  /**
   * Adds a number.
   *
   * @return false where it was there
   */
  boolean add(long seq) {
    Map.Entry<Long, Long> before = ranges.floorEntry(seq);
    if (before != null && before.getValue() >= seq) {
      return false;
    }
    long first = before != null && before.getValue() == seq - 1 ? before.getKey() : seq;
    Long following = ranges.get(seq + 1);
    if (following != null) {
      ranges.remove(seq + 1);
    }
    ranges.put(first, following == null ? seq : following);
    if (ranges.size() > MAX_RANGES) {
      joinOldest();
    }
    return true;
  }

  private void joinOldest() {
    Map.Entry<Long, Long> oldest = ranges.pollFirstEntry();
    Map.Entry<Long, Long> next = ranges.pollFirstEntry();
    ranges.put(oldest.getKey(), next.getValue());
  }

  /** The highest number; 0 where there is none. */
  long highest() {
    return ranges.isEmpty() ? 0 : ranges.lastEntry().getValue();
  }

  /** How many of the numbers from 1 to the highest have not come. */
  long missing() {
    long there = 0;
    for (Map.Entry<Long, Long> range : ranges.entrySet()) {
      there += range.getValue() - range.getKey() + 1;
    }
    return highest() - there;
  }

  /** The gaps as a text, such as {@code 8-9, 12}: at most so many. */
  String gaps(int most) {
    StringJoiner gaps = new StringJoiner(", ");
    long expected = 1;
    int count = 0;
    for (Map.Entry<Long, Long> range : ranges.entrySet()) {
      if (range.getKey() > expected) {
        if (count++ == most) {
          gaps.add("\u2026");
          break;
        }
        long last = range.getKey() - 1;
        gaps.add(last == expected ? String.valueOf(last) : expected + "-" + last);
      }
      expected = range.getValue() + 1;
    }
    return gaps.toString();
  }

  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(",");
    ranges.forEach((first, last) -> text.add(first + "-" + last));
    return text.toString();
  }
}
