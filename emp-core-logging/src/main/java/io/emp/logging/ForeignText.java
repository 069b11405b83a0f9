package io.emp.logging;

/**
 * The text of an object whose {@code toString} is not ours. It may throw, return null, or log
 * itself: the last would never end, so that within one such call no other is made on the same
 * thread.
 */
final class ForeignText {

  /** Set only while foreign code runs, and removed after it: nothing stays behind on a thread. */
  private static final ThreadLocal<Boolean> ASKING = new ThreadLocal<>();

  private ForeignText() {}

  static String of(Object value) {
    if (ASKING.get() != null) {
      return "[not asked while another is: " + value.getClass().getName() + "]";
    }
    ASKING.set(Boolean.TRUE);
    try {
      String text = value.toString();
      return text == null ? "null" : text;
    } catch (Throwable t) {
      return "[unreadable: "
          + value.getClass().getName()
          + ".toString() threw "
          + t.getClass().getName()
          + "]";
    } finally {
      ASKING.remove();
    }
  }
}
