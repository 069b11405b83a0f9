package io.emp.logging.fluent;

import org.jspecify.annotations.Nullable;

/** What a collector lets the appender in for; each may be absent. */
record Credentials(
    @Nullable String sharedKey, @Nullable String username, @Nullable String password) {

  static final Credentials NONE = new Credentials(null, null, null);

  /** No secret gets into a message. */
  @Override
  public String toString() {
    return "Credentials[sharedKey "
        + (sharedKey == null ? "unset" : "set")
        + ", username "
        + username
        + ", password "
        + (password == null ? "unset" : "set")
        + "]";
  }
}
