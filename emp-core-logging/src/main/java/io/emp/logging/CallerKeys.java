package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of the caller's keys, remembered: an application has few, and each comes with many
 * events. Not thread-safe.
 */
final class CallerKeys {

  private static final int KEPT = 128;

  private final SecretMask secrets;
  private final @Nullable Key[] known = new Key[KEPT];

  CallerKeys(SecretMask secrets) {
    this.secrets = secrets;
  }

  /** A key. */
  static final class Key {

    /** As the caller gave it. */
    final String given;

    /** As it is written. */
    final String name;

    /** Whether values under it are. */
    final boolean secret;

    /** In the writer's format; null where it was not written twice. */
    @Nullable KnownField field;

    /** Whether it was written. */
    boolean written;

    Key(String given, String name, boolean secret) {
      this.given = given;
      this.name = name;
      this.secret = secret;
    }
  }

  Key of(String given) {
    if (given.length() > CutMark.MAX_KEY_CHARS) {
      return decide(given);
    }
    int hash = given.hashCode();
    int slot = (hash ^ hash >>> 16) & (KEPT - 1);
    Key key = known[slot];
    if (key == null || !key.given.equals(given)) {
      key = decide(given);
      known[slot] = key;
    }
    return key;
  }

  private Key decide(String given) {
    String name = WireField.callerKey(CutMark.shortKey(given));
    return new Key(given, name, secrets.isSecretName(name));
  }
}
