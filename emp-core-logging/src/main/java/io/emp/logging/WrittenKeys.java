package io.emp.logging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The caller's keys that a record or a map already has: a table with open addressing, so that a key
 * costs the same however many there are, and no garbage. Keys that were chosen to meet in it go to
 * a set, which withstands that. Not thread-safe.
 */
final class WrittenKeys {

  private static final int SMALLEST = 64;

  /** A table that one record of many keys made larger is not kept. */
  private static final int LARGEST_KEPT = 256;

  /** So many slots are looked at; a table half full has few runs as long. */
  private static final int PROBES = 8;

  private @Nullable String[] table = new String[SMALLEST];

  /** In which round a slot was written; what is there from another one is free. */
  private int[] rounds = new int[SMALLEST];

  private int round = 1;
  private int size;
  private Set<String> many = Set.of();

  int size() {
    return size;
  }

  /** Adds a key and returns true, or returns false where it is there already. */
  boolean add(String key) {
    int slot = slotOf(key);
    if (slot < 0 ? many.contains(key) : rounds[slot] == round) {
      return false;
    }
    put(slot, key);
    if (++size > table.length / 2) {
      grow();
    }
    return true;
  }

  private void put(int slot, String key) {
    if (slot >= 0) {
      rounds[slot] = round;
      table[slot] = key;
    } else {
      many = many.isEmpty() ? new HashSet<>() : many;
      many.add(key);
    }
  }

  boolean contains(String key) {
    int slot = slotOf(key);
    return slot < 0 ? many.contains(key) : rounds[slot] == round;
  }

  /** The keys, in no order. */
  List<String> all() {
    List<String> keys = new ArrayList<>(many);
    for (int i = 0; i < table.length; i++) {
      String key = table[i];
      if (key != null && rounds[i] == round) {
        keys.add(key);
      }
    }
    return keys;
  }

  /** Where a key is or, in this round, belongs; -1 where there is no place for it. */
  private int slotOf(String key) {
    int last = table.length - 1;
    // Multiplied, since the hashes of numbered keys follow one another and would lie side by side.
    int first = (key.hashCode() * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(last);
    for (int i = 0; i < PROBES; i++) {
      int slot = first + i & last;
      if (rounds[slot] != round || key.equals(table[slot])) {
        return slot;
      }
    }
    return -1;
  }

  private void grow() {
    List<String> keys = all();
    many = Set.of();
    table = new String[2 * table.length];
    rounds = new int[table.length];
    for (String key : keys) {
      put(slotOf(key), key);
    }
  }

  /** Forgets all; what was written stays in the table until it is overwritten. */
  void clear() {
    size = 0;
    many = Set.of();
    if (table.length > LARGEST_KEPT) {
      table = new String[SMALLEST];
      rounds = new int[SMALLEST];
    }
    if (++round == 0) {
      Arrays.fill(rounds, 0);
      round = 1;
    }
  }
}
