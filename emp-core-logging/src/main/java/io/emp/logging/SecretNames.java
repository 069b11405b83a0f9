package io.emp.logging;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names whose values are secret. A name is secret where it equals one of them or ends with {@code
 * _} and one of them, however it is written: {@code X-Api-Key}, {@code openaiApiKey}, {@code
 * OPENAI_APIKEY}.
 */
final class SecretNames {

  static final List<String> DEFAULT =
      List.of(
          "authorization",
          "proxy_authorization",
          "api_key",
          "x_api_key",
          "api_keys",
          "password",
          "passwd",
          "passphrase",
          "pwd",
          "secret",
          "client_secret",
          "secret_key",
          "access_key",
          "token",
          "access_token",
          "refresh_token",
          "cookie",
          "cookies",
          "set_cookie",
          "private_key",
          "shared_key",
          "credentials");

  /** Only the end of a longer name is looked at, so that no name takes long. */
  private static final int MAX_CHARS = 128;

  private static final int CACHED = 512;

  private final Set<String> names = new LinkedHashSet<>();

  /**
   * Whether a secret name can end with two such characters, each by its low five bits, which are
   * the same for both cases of a letter. Nearly all names are told apart by this alone.
   */
  private final boolean[] endings = new boolean[32 * 32];

  /**
   * Decisions by a name's hash; a newer one replaces an older one, so that endless names take no
   * more room. The entries are immutable: a race costs a decision made twice, never a wrong one.
   */
  private final @Nullable Decision[] decisions = new Decision[CACHED];

  private record Decision(String name, boolean secret) {}

  SecretNames(Collection<String> snakeCase) {
    for (String name : snakeCase) {
      names.add(name);
      names.add(name.replace("_", ""));
    }
    for (String name : names) {
      allowEnding(name);
    }
  }

  private void allowEnding(String name) {
    int last = name.charAt(name.length() - 1) & 31;
    int before = name.length() > 1 ? name.charAt(name.length() - 2) : '_';
    for (int c = 0; c < 32; c++) {
      // Where a word begins, anything may stand before it in another way to write the name.
      endings[c * 32 + last] |= before == '_' || c == (before & 31);
    }
  }

  static String snakeCase(String name) {
    StringBuilder snake = new StringBuilder(name.length() + 8);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!Character.isLetterOrDigit(c)) {
        snake.append('_');
        continue;
      }
      if (i > 0 && Character.isUpperCase(c) && beginsWord(name, i)) {
        snake.append('_');
      }
      snake.append(c);
    }
    return snake.toString().toLowerCase(Locale.ROOT);
  }

  /** An upper-case letter begins a word after a lower-case one, or where the next is lower-case. */
  private static boolean beginsWord(String name, int i) {
    char before = name.charAt(i - 1);
    return Character.isLowerCase(before)
        || Character.isDigit(before)
        || Character.isUpperCase(before)
            && i + 1 < name.length()
            && Character.isLowerCase(name.charAt(i + 1));
  }

  /** Whether what ends before an index can be a secret name: a look at two characters. */
  boolean canEndAt(CharSequence text, int end) {
    return end > 0
        && endings[(end > 1 ? text.charAt(end - 2) & 31 : 0) * 32 + (text.charAt(end - 1) & 31)];
  }

  boolean contains(String name) {
    if (!canEndAt(name, name.length())) {
      // A name of one character has nothing before it, and is none of the defaults.
      return name.length() == 1 && names.contains(name.toLowerCase(Locale.ROOT));
    }
    int slot = name.hashCode();
    slot = (slot ^ slot >>> 16) & (CACHED - 1);
    Decision known = decisions[slot];
    if (known != null && known.name.equals(name)) {
      return known.secret;
    }
    boolean secret = decide(name);
    if (name.length() <= MAX_CHARS) {
      decisions[slot] = new Decision(name, secret);
    }
    return secret;
  }

  private boolean decide(String name) {
    String snake = snakeCase(name.substring(Math.max(0, name.length() - MAX_CHARS)));
    if (names.contains(snake)) {
      return true;
    }
    for (int i = snake.indexOf('_'); i >= 0; i = snake.indexOf('_', i + 1)) {
      if (names.contains(snake.substring(i + 1))) {
        return true;
      }
    }
    return false;
  }
}
