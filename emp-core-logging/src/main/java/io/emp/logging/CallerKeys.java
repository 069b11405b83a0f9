package io.emp.logging;

import java.util.Arrays;
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
  private int decided;

  CallerKeys(SecretMask secrets) {
    this.secrets = secrets;
  }

  /** A key. */
  static final class Key {

    /** As the caller gave it. */
    final String given;

    /** As it is written. */
    final String name;

    /** Whether it is written as it was given. */
    final boolean plain;

    /** Whether values under it are. */
    final boolean secret;

    /** In the writer's format; null where it was not written twice. */
    @Nullable KnownField field;

    /** Whether it was written. */
    boolean written;

    /** The round of {@link RecordKeys} in which it was taken in last. */
    int round;

    Key(String given, String name, boolean secret) {
      this.given = given;
      this.name = name;
      this.plain = name.equals(given);
      this.secret = secret;
    }
  }

  Key of(String given) {
    if (given.length() > CutMark.MAX_KEY_CHARS) {
      return decide(given);
    }
    int own = slot(given);
    Key key = known[own];
    return key != null && key.given.equals(given) ? key : elsewhere(given, own);
  }

  /** Apart, so that the way of nearly all keys stays short. */
  private Key elsewhere(String given, int own) {
    int free = own ^ (decided & (WAYS - 1));
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
    decided++;
    return key;
  }

  /** A key that is known; null where it is not. */
  @Nullable Key find(String given) {
    int own = slot(given);
    for (int way = 0; way < WAYS; way++) {
      Key key = known[own ^ way];
      if (key != null && key.given.equals(given)) {
        return key;
      }
    }
    return null;
  }

  /** How often a key was not known, and took a place. */
  int decided() {
    return decided;
  }

  void forget() {
    Arrays.fill(known, null);
  }

  private static int slot(String given) {
    // Multiplied, since the hashes of numbered keys follow one another.
    return (given.hashCode() * 0x9E3779B9 >>> 16) & (KEPT - 1);
  }

  private Key decide(String given) {
    String name = WireField.callerKey(CutMark.shortKey(given));
    return new Key(given, name, secrets.isSecretName(name));
  }
}
