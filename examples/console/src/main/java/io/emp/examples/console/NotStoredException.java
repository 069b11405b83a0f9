package io.emp.examples.console;

import org.jspecify.annotations.Nullable;

/** Events could not be stored, so that they must not be acknowledged. Their sender has them. */
final class NotStoredException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotStoredException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
