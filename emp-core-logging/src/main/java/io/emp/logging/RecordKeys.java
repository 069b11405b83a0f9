package io.emp.logging;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The caller's keys that the record at hand has, so that none is written twice. Nearly all keys are
 * known from an event before and are written as they were given: then a mark on the key tells, at
 * the same cost however many there are. From the first key on of which that is not so, the record's
 * names are looked up: two keys may have one name, and a mark is lost with a key that had to give
 * way. Not thread-safe.
 */
final class RecordKeys {

  private final CallerKeys known;
  private final CallerKeys.@Nullable Key[] taken;
  private int size;

  /** What a key of this record is marked with. */
  private int round = 1;

  private final WrittenKeys names = new WrittenKeys();
  private boolean byName;

  /**
   * @param most how many keys a record can have
   */
  RecordKeys(CallerKeys known, int most) {
    this.known = known;
    this.taken = new CallerKeys.Key[most];
  }

  boolean isFull() {
    return size == taken.length;
  }

  int size() {
    return size;
  }

  /** Takes a key in, of which there is room; null where the record has its name already. */
  CallerKeys.@Nullable Key add(String given) {
    int decidedBefore = known.decided();
    CallerKeys.Key key = known.of(given);
    if (!byName && (!key.plain || known.decided() != decidedBefore)) {
      goByName();
    }
    if (byName ? !names.add(key.name) : key.round == round) {
      return null;
    }
    key.round = round;
    taken[size++] = key;
    return key;
  }

  private void goByName() {
    byName = true;
    for (int i = 0; i < size; i++) {
      names.add(name(i));
    }
  }

  boolean contains(String name) {
    if (byName) {
      return names.contains(name);
    }
    CallerKeys.Key key = known.find(name);
    return key != null && key.round == round;
  }

  /** Their names, in the order in which they were taken in. */
  List<String> all() {
    List<String> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(name(i));
    }
    return all;
  }

  private String name(int i) {
    CallerKeys.Key key = taken[i];
    return key == null ? "" : key.name;
  }

  /** For the next record. */
  void clear() {
    size = 0;
    if (byName) {
      byName = false;
      names.clear();
    }
    if (++round == 0) {
      // Marks of long ago would be taken for this record's.
      known.forget();
      round = 1;
    }
  }
}
