package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * What was made of the name of a throwable's class: few classes are thrown, and each again and
 * again. The last {@value #KEPT} names are kept, without their classes; any number of threads look
 * up at the same time.
 *
 * @param name cut to what is told of it in a stack trace
 * @param size how many bytes that takes in JSON
 * @param hash what the name adds to a hash
 */
record ThrownName(String whole, String name, int size, long hash) {

  private static final int KEPT = 128;
  private static final int MAX_KEPT_CHARS = 256;
  private static final int MAX_BYTES = 512;

  private static final int SHIFT = Integer.numberOfLeadingZeros(KEPT) + 1;

  private static final @Nullable ThrownName[] NAMES = new ThrownName[KEPT];

  static ThrownName of(String className) {
    int slot = className.hashCode() * 0x9E3779B1 >>> SHIFT;
    ThrownName kept = NAMES[slot];
    if (kept != null && kept.whole.equals(className)) {
      return kept;
    }
    String name = StackHeader.cut(className, MAX_BYTES);
    ThrownName made =
        new ThrownName(className, name, JsonText.size(name), StackHash.ofClass(className));
    if (className.length() <= MAX_KEPT_CHARS) {
      NAMES[slot] = made;
    }
    return made;
  }
}
