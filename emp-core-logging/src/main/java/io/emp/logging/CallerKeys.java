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

  /**
   * A key.
   *
   * @param given as the caller gave it
   * @param name as it is written
   * @param secret whether values under it are
   */
  record Key(String given, String name, boolean secret) {}

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
