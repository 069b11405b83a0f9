package io.emp.logging.fluent;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The collector can be reached but does not let the appender in: a shared key, a user or a
 * certificate is missing or wrong. What was sent is not the reason.
 */
final class NotAdmittedException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What was missing or wrong, as far as it can be told. */
  enum Lacking {
    SHARED_KEY_MISSING,
    SHARED_KEY_WRONG,
    USER,
    CERTIFICATE,
    UNKNOWN
  }

  private final Lacking lacking;

  NotAdmittedException(String message, @Nullable Throwable cause) {
    this(Lacking.UNKNOWN, message, cause);
  }

  NotAdmittedException(Lacking lacking, String message, @Nullable Throwable cause) {
    super(message);
    this.lacking = lacking;
    if (cause != null) {
      initCause(cause);
    }
  }

  Lacking lacking() {
    return lacking;
  }
}
