package io.emp.examples.collector;

import java.io.IOException;

/** A client has sent what the Forward protocol does not allow. */
final class ProtocolException extends IOException {

  private static final long serialVersionUID = 1;

  ProtocolException(String message) {
    super(message);
  }

  ProtocolException(String message, Throwable cause) {
    super(message + ": " + cause, cause);
  }
}
