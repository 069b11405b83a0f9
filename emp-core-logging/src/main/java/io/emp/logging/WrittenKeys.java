package io.emp.logging;

import java.util.HashSet;
import java.util.Set;

/** The caller's keys that a record already has: a scan while there are few, a hash set beyond. */
final class WrittenKeys {

  private static final int FEW = 16;

  private final String[] few = new String[FEW];
  private final Set<String> many = new HashSet<>();
  private int size;

  int size() {
    return size;
  }

  /** Adds a key and returns true, or returns false where it is there already. */
  boolean add(String key) {
    if (size < FEW) {
      for (int i = 0; i < size; i++) {
        if (few[i].equals(key)) {
          return false;
        }
      }
      few[size++] = key;
      return true;
    }
    if (many.isEmpty()) {
      many.addAll(Set.of(few));
    }
    if (!many.add(key)) {
      return false;
    }
    size++;
    return true;
  }

  void clear() {
    // The few stay where they are: at most 16 short texts, kept from the collector until they are
    // overwritten.
    size = 0;
    if (!many.isEmpty()) {
      many.clear();
    }
  }
}
