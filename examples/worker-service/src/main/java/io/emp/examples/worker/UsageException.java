package io.emp.examples.worker;

/** The program was called with something it cannot work on. */
final class UsageException extends Exception {

  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
