package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of the caller's keys, remembered: an application has few, and each comes with many
 * events. Not thread-safe.
 */
final class CallerKeys {

  private static final int KEPT = 256;

  /** In so many places next to one another a key can be: a hundred keys find one each. */
  private static final int WAYS = 8;

  private final SecretMask secrets;
  private final @Nullable Key[] known = new Key[KEPT];
  private int replaced;

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
    // Multiplied, since the hashes of numbered keys follow one another.
    int own = (given.hashCode() * 0x9E3779B9 >>> 16) & (KEPT - 1);
    Key key = known[own];
    return key != null && key.given.equals(given) ? key : elsewhere(given, own);
  }

  /** Apart, so that the way of nearly all keys stays short. */
  private Key elsewhere(String given, int own) {
    int free = own ^ (replaced & (WAYS - 1));
    for (int way = 0; way < WAYS; way++) {
      Key key = known[own ^ way];
      if (key == null) {
        free = own ^ way;
        break;
      }
      if (key.given.equals(given)) {
        return key;
      }
    }
    Key key = decide(given);
    known[free] = key;
    replaced++;
    return key;
  }

  private Key decide(String given) {
    String name = WireField.callerKey(CutMark.shortKey(given));
    return new Key(given, name, secrets.isSecretName(name));
  }
}
