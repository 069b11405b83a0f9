package io.emp.logging.fluent;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The collector had a batch and did not take it: it closed the connection, answered something else,
 * or did not answer in time. What is in the batch may be the reason.
 */
final class RefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final boolean tooLarge;

  RefusedException(String message) {
    this(message, false, null);
  }

  RefusedException(String message, Throwable cause) {
    this(message, false, cause);
  }

  private RefusedException(String message, boolean tooLarge, @Nullable Throwable cause) {
    super(message);
    if (cause != null) {
      initCause(cause);
    }
    this.tooLarge = tooLarge;
  }

  /** The collector said that it takes none of this size. */
  static RefusedException tooLarge(String message) {
    return new RefusedException(message, true, null);
  }

  boolean isTooLarge() {
    return tooLarge;
  }
}
