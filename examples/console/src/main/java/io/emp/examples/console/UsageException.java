package io.emp.examples.console;

/** The console was not told how to start in a way that it understands. */
final class UsageException extends Exception {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
