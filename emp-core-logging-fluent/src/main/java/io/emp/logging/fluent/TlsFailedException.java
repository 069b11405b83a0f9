package io.emp.logging.fluent;

import java.io.IOException;

/** There was a connection, and TLS could not be agreed on over it. */
final class TlsFailedException extends IOException {

  private static final long serialVersionUID = 1L;

  TlsFailedException(String message, IOException cause) {
    super(message, cause);
  }
}
