package io.emp.logging.fluent;

import java.io.IOException;

/** An HTTP server answered that has no input for events at this address. */
final class NoInputException extends IOException {

  private static final long serialVersionUID = 1L;

  NoInputException(String message) {
    super(message);
  }
}
