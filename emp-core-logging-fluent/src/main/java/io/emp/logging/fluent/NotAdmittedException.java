package io.emp.logging.fluent;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The collector can be reached but does not let the appender in: a shared key, a user or a
 * certificate is missing or wrong. What was sent is not the reason.
 */
final class NotAdmittedException extends IOException {

  private static final long serialVersionUID = 1L;

  NotAdmittedException(String message, @Nullable Throwable cause) {
    super(message);
    if (cause != null) {
      initCause(cause);
    }
  }
}
