package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * A frame of a stack as it is told. The same frames come again with each throwable of a kind, so
 * what was made of a frame is kept: to look it up takes a small part of what its making takes.
 *
 * <p>What is kept are names and bytes, {@value #KEPT} frames of {@value #MAX_NAME_CHARS} characters
 * at the most, and neither classes nor class loaders. Any number of threads look up at the same
 * time: a frame does not change, and where two threads keep one in the same place, the later stays.
 *
 * <p>Frames that are equal are told alike. Of one that was made by hand the JDK tells more of its
 * module and loader than of the JVM's own; where both are equal, it is told as the one kept.
 */
final class Frame {

  /** What a line has of a frame at the most. */
  static final int MAX_CHARS = 199;

  static final int KEPT = 1024;

  private static final int MAX_NAME_CHARS = 512;

  /** Leaves as many bits of a hash as a place among those kept has. */
  private static final int SHIFT = Integer.numberOfLeadingZeros(KEPT) + 1;

  private static final @Nullable Frame[] FRAMES = new Frame[KEPT];

  private final StackTraceElement element;
  private final byte @Nullable [] line;
  private final long hash;

  private Frame(StackTraceElement element) {
    this.element = element;
    this.line = line("at " + element);
    this.hash = StackHash.ofFrame(element);
  }

  static Frame of(StackTraceElement element) {
    String name = element.getClassName();
    String method = element.getMethodName();
    int hash = (name.hashCode() * 31 + method.hashCode()) * 31 + element.getLineNumber();
    int slot = (hash ^ hash >>> 16) * 0x9E3779B1 >>> SHIFT;
    Frame kept = FRAMES[slot];
    if (kept != null && kept.element.equals(element)) {
      return kept;
    }
    Frame made = new Frame(element);
    if (made.line != null && chars(element) <= MAX_NAME_CHARS) {
      FRAMES[slot] = made;
    }
    return made;
  }

  StackTraceElement element() {
    return element;
  }

  /** The line as it is written, without its tabs; null where it is not plain ASCII. */
  byte @Nullable [] line() {
    return line;
  }

  /** What it adds to a hash; 0 where it does not count. */
  long hash() {
    return hash;
  }

  private static int chars(StackTraceElement element) {
    return element.getClassName().length()
        + element.getMethodName().length()
        + chars(element.getFileName())
        + chars(element.getModuleName())
        + chars(element.getModuleVersion())
        + chars(element.getClassLoaderName());
  }

  private static int chars(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  private static byte @Nullable [] line(String text) {
    int count = Math.min(text.length(), MAX_CHARS);
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return null;
      }
    }
    byte[] line = new byte[count];
    for (int i = 0; i < count; i++) {
      line[i] = (byte) text.charAt(i);
    }
    return line;
  }
}
