package io.emp.logging;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks code of others about a throwable. It may log what it meets, and be asked about that in turn
 * without end: while one question is open on a thread, another has no answer.
 */
final class ForeignCode {

  /** Set only while a question is open, and removed after it. */
  private static final ThreadLocal<Boolean> ASKING = new ThreadLocal<>();

  private ForeignCode() {}

  /** Null where it has no answer, throws, or another question is open. */
  static <T> @Nullable T ask(Supplier<@Nullable T> question) {
    if (ASKING.get() != null) {
      return null;
    }
    ASKING.set(Boolean.TRUE);
    try {
      return question.get();
    } catch (Throwable t) {
      return null;
    } finally {
      ASKING.remove();
    }
  }
}
