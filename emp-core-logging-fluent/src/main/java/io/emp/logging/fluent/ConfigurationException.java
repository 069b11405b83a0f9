package io.emp.logging.fluent;

/**
 * The appender must not start, since what it was told cannot be followed and nothing safe is in its
 * place. The message names the property, its value, unless it is a secret, and the remedy.
 */
final class ConfigurationException extends Exception {

  private static final long serialVersionUID = 1L;

  ConfigurationException(String message) {
    super(message);
  }

  ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
