package io.emp.logging;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pass over one text, which finds secrets by their form and copies all else.
 *
 * <p>It is written by hand, and not as regular expressions, to be linear in the text's length and
 * quick where there is nothing to find: each form has one character that is looked for, and its
 * neighbours decide. Whatever looks ahead consumes what it saw or remembers how far it looked;
 * whatever looks back does so for {@value #MAX_NAME} characters at the most.
 */
final class SecretScan {

  static final String MASK = "***";

  /** No form of a secret is shorter: {@code token=x}. */
  static final int SHORTEST = 6;

  /** No form that has {@code -}, {@code _} or {@code I} in it is shorter: {@code xoxb-}. */
  private static final int SHORTEST_TOKEN = 15;

  private static final int MAX_NAME = 64;
  private static final int MAX_SPACES = 4;

  private static final int MIN_TOKEN = 20;
  private static final int MIN_SEGMENT = 8;
  private static final int MIN_SLACK = 10;
  private static final int MIN_GOOGLE = 30;
  private static final int AWS = 16;
  private static final int MIN_AFTER_SCHEME = 6;
  private static final int CERTAIN_AFTER_SCHEME = 20;

  private static final String PEM_BEGIN = "-----BEGIN ";
  private static final String PEM_END = "-----END ";
  private static final int MAX_PEM_LABEL = 48;

  /** What stands before a credential. */
  private static final Set<String> SCHEMES = Set.of("bearer", "basic", "token", "apikey");

  private static final int MAX_SCHEME = 8;

  private static final Set<String> NO_SECRETS = Set.of("null", "true", "false", "none", MASK);

  /** The names whose values have blanks inside, where they stand in a text without quotes. */
  private static final Set<String> HEADERS =
      Set.of("authorization", "proxy_authorization", "cookie", "set_cookie");

  /** What is looked for at a character: forms that a short text can have, and others. */
  private static final int SHORT = 1;

  private static final int LONG = 2;

  /** For each ASCII character the forms that are looked for at it; by a character's low byte. */
  private static final byte[] LOOKED_FOR = new byte[256];

  static {
    for (char c : "=:JBb".toCharArray()) {
      LOOKED_FOR[c] = SHORT;
    }
    for (char c : "-_I".toCharArray()) {
      LOOKED_FOR[c] = LONG;
    }
  }

  private final SecretNames names;
  private final String text;
  private final int length;

  /** The secret that was found last. */
  private int start;

  private int end;

  /** The run of token characters that was looked at last, and its last digit. */
  private int runStart = -1;

  private int runEnd = -1;
  private int runLastDigit = -1;

  /** Up to here no JSON Web Token begins. */
  private int noJwtBefore;

  private SecretScan(SecretNames names, String text, int length) {
    this.names = names;
    this.text = text;
    this.length = length;
  }

  /**
   * The text with each secret that begins before an index replaced.
   *
   * @param limit where to stop looking for beginnings
   * @param length how far to look for an end; what is behind it is as if it was not there
   * @return null where nothing is secret; else the text as far as the limit, or as far as the
   *     secret's end that begins before it
   */
  static @Nullable String mask(SecretNames names, String text, int limit, int length) {
    if (length < SHORTEST) {
      return null;
    }
    int forms = length < SHORTEST_TOKEN ? SHORT : SHORT | LONG;
    for (int i = next(forms, text, 0, limit); i < limit; i = next(forms, text, i + 1, limit)) {
      if (mayBe(names, text, i, length, text.charAt(i))) {
        return new SecretScan(names, text, length).maskFrom(i, limit);
      }
    }
    return null;
  }

  /** Where the next character stands that a form is looked for at: the loop that costs. */
  private static int next(int forms, String text, int from, int limit) {
    byte[] lookedFor = LOOKED_FOR;
    int i = from;
    // Four at a time; a character that only shares its low byte is looked at once more.
    for (; i < limit - 3; i += 4) {
      int any =
          lookedFor[text.charAt(i) & 0xFF]
              | lookedFor[text.charAt(i + 1) & 0xFF]
              | lookedFor[text.charAt(i + 2) & 0xFF]
              | lookedFor[text.charAt(i + 3) & 0xFF];
      if ((any & forms) != 0) {
        break;
      }
    }
    while (i < limit && (lookedFor[text.charAt(i) & 0xFF] & forms) == 0) {
      i++;
    }
    return i;
  }

  private @Nullable String maskFrom(int first, int limit) {
    StringBuilder out = null;
    int copied = 0;
    int i = first;
    while (i < limit) {
      char c = text.charAt(i);
      if (mayBe(names, text, i, length, c) && find(i, c)) {
        if (out == null) {
          out = new StringBuilder(Math.min(limit, 1024));
        }
        out.append(text, copied, Math.max(copied, start)).append(MASK);
        copied = end;
        i = next(SHORT | LONG, text, Math.max(end, i + 1), limit);
      } else {
        i = next(SHORT | LONG, text, i + 1, limit);
      }
    }
    return out == null ? null : out.append(text, copied, Math.max(copied, limit)).toString();
  }

  /** A look at the neighbours, for what most texts hold. */
  private static boolean mayBe(SecretNames names, String text, int i, int length, char c) {
    char before = i > 0 ? text.charAt(i - 1) : ' ';
    char after = i + 1 < length ? text.charAt(i + 1) : ' ';
    return switch (c) {
      case '=' -> after != '=' && mayBeNamed(names, text, i, before);
      case ':' -> after == '/' || after != ':' && mayBeNamed(names, text, i, before);
      case '-' -> after == '-' || before == 'k' || i > 3 && text.charAt(i - 2) == 'x';
      case '_' -> before == 'f' || before == 't' || i > 2 && text.charAt(i - 2) == 'h';
      case 'I' -> after == 'A' || after == 'z';
      case 'J' -> before == 'y';
      case 'B', 'b' -> (after | 0x20) == 'e' || (after | 0x20) == 'a';
      default -> false;
    };
  }

  private static boolean mayBeNamed(SecretNames names, String text, int i, char before) {
    return before == '"'
        || before == '\''
        || before == ' '
        || before == '\t'
        || names.canEndAt(text, i);
  }

  private boolean find(int i, char c) {
    return switch (c) {
      case '=' -> named(i);
      case ':' -> text.startsWith("://", i) ? userInfo(i + 3) : named(i);
      case '-' -> pem(i) || dashed(i);
      case '_' -> underscored(i);
      case 'I' -> cloud(i);
      case 'J' -> jwt(i - 2);
      default -> scheme(i);
    };
  }

  private boolean found(int from, int to) {
    start = from;
    end = to;
    return true;
  }

  // name=value

  private boolean named(int separator) {
    int nameEnd = skipSpacesBack(separator);
    boolean quotedName = nameEnd > 0 && isQuote(text.charAt(nameEnd - 1));
    if (quotedName) {
      nameEnd--;
      for (int k = 0; k < MAX_SPACES && nameEnd > 0 && text.charAt(nameEnd - 1) == '\\'; k++) {
        nameEnd--;
      }
    }
    if (!names.canEndAt(text, nameEnd)) {
      return false;
    }
    int nameStart = nameEnd;
    while (nameStart > 0 && nameEnd - nameStart < MAX_NAME && isToken(text.charAt(nameStart - 1))) {
      nameStart--;
    }
    String name = text.substring(nameStart, nameEnd);
    if (name.isEmpty() || !names.contains(name)) {
      return false;
    }
    int at = separator + 1;
    if (at < length && text.charAt(at) == '>') {
      at++;
    }
    boolean header = HEADERS.contains(SecretNames.snakeCase(name));
    return value(skipSpaces(at), header, text.charAt(separator) == ':');
  }

  /**
   * Finds a value's end.
   *
   * @param header of a header that may have any characters in it
   * @param line whether it is written as a header's line is, and not as an entry of a map
   */
  private boolean value(int from, boolean header, boolean line) {
    int quote = from;
    while (quote < length && quote - from < MAX_SPACES && text.charAt(quote) == '\\') {
      quote++;
    }
    if (quote < length && isQuote(text.charAt(quote))) {
      return notEmpty(quote + 1, quoteEnd(quote + 1, text.charAt(quote), quote - from));
    }
    if (from < length && text.charAt(from) == '[') {
      return notEmpty(from + 1, endOf(from + 1, "]\n"));
    }
    if (from < length && text.charAt(from) == '{') {
      return notEmpty(from + 1, endOf(from + 1, "}\n"));
    }
    if (text.startsWith(PEM_BEGIN, from)) {
      return notEmpty(from, pemEnd(from));
    }
    if (header) {
      boolean manyParts =
          line
              || text.regionMatches(true, from, "Digest ", 0, 7)
              || text.regionMatches(true, from, "AWS4-", 0, 5);
      return notEmpty(from, endOf(from, manyParts ? "\r\n" : ",]}\"'\r\n"));
    }
    int wordEnd = wordEnd(from);
    if (isScheme(text.substring(from, Math.min(wordEnd, from + MAX_SCHEME)))) {
      wordEnd = wordEnd(skipSpaces(wordEnd));
    }
    return notEmpty(from, wordEnd);
  }

  private static boolean isScheme(String word) {
    return SCHEMES.contains(word.toLowerCase(Locale.ROOT));
  }

  private boolean notEmpty(int from, int to) {
    if (from >= to || to - from <= 5 && isNoSecret(text.substring(from, to))) {
      return false;
    }
    return found(from, to);
  }

  private static boolean isNoSecret(String value) {
    return NO_SECRETS.contains(value.toLowerCase(Locale.ROOT));
  }

  /** The next quote that is not escaped deeper than the one that opened; else the line's end. */
  private int quoteEnd(int from, char quote, int depth) {
    int backslashes = 0;
    for (int i = from; i < length; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        backslashes++;
        continue;
      }
      if (c == quote && (depth == 0 ? backslashes % 2 == 0 : backslashes <= depth)) {
        return depth == 0 ? i : i - backslashes;
      }
      backslashes = 0;
    }
    return length;
  }

  private int wordEnd(int from) {
    int i = from;
    while (i < length && !endsWord(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean endsWord(char c) {
    return c <= ' ' || "\"',;&){}]<>".indexOf(c) >= 0;
  }

  private int endOf(int from, String stops) {
    int i = from;
    while (i < length && stops.indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  private int skipSpaces(int from) {
    int i = from;
    while (i < length && i - from < MAX_SPACES && isBlank(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private int skipSpacesBack(int from) {
    int i = from;
    while (i > 0 && from - i < MAX_SPACES && isBlank(text.charAt(i - 1))) {
      i--;
    }
    return i;
  }

  // ://user:password@

  private boolean userInfo(int from) {
    boolean password = false;
    int at = -1;
    int i = from;
    for (; i < length; i++) {
      char c = text.charAt(i);
      if (c == '@') {
        at = i;
      } else if (c == ':') {
        password |= at < 0;
      } else if (c <= ' ' || "/?#\"'<>\\".indexOf(c) >= 0) {
        break;
      }
    }
    if (i == length && length < text.length() && at < 0) {
      at = i; // It goes on behind what is looked at.
    }
    return password && at > from && !text.startsWith(MASK + "@", from) && found(from, at);
  }

  // Authorization schemes

  private boolean scheme(int i) {
    if (i > 0 && isLetterOrDigit(text.charAt(i - 1))) {
      return false;
    }
    boolean basic = text.regionMatches(true, i, "Basic ", 0, 6);
    if (!basic && !text.regionMatches(true, i, "Bearer ", 0, 7)) {
      return false;
    }
    int from = skipSpaces(i + (basic ? 6 : 7));
    int to = from;
    boolean digit = false;
    boolean mixed = false;
    while (to < length && isCredential(text.charAt(to))) {
      char c = text.charAt(to);
      digit |= c >= '0' && c <= '9' || c == '=';
      mixed |= to > from && isUpper(c) && isLower(text.charAt(to - 1));
      to++;
    }
    // "Bearer authentication" and "Basic settings." are prose.
    int count = to - from;
    boolean secret = count >= CERTAIN_AFTER_SCHEME || count >= MIN_AFTER_SCHEME && (digit || mixed);
    return secret && found(from, to);
  }

  // Tokens that say whose they are

  private boolean dashed(int i) {
    if (endsWith(i, "sk")) {
      return run(i + 1) - i > MIN_TOKEN && runLastDigit > i && found(i - 2, runEnd);
    }
    return i >= 4
        && text.startsWith("xox", i - 4)
        && isLetterOrDigit(text.charAt(i - 1))
        && isBoundary(i - 4)
        && run(i + 1) - i > MIN_SLACK
        && found(i - 4, runEnd);
  }

  private boolean underscored(int i) {
    int from = i - 3;
    if (endsWith(i, "hf")) {
      from = i - 2;
    } else if (endsWith(i, "github_pat")) {
      from = i - 10;
    } else if (from < 0
        || !text.startsWith("gh", from)
        || "pousr".indexOf(text.charAt(i - 1)) < 0
        || !isBoundary(from)) {
      return false;
    }
    return run(i + 1) - i > MIN_TOKEN && runLastDigit > i && found(from, runEnd);
  }

  private boolean cloud(int i) {
    if (endsWith(i, "A") && text.startsWith("za", i + 1)) {
      return run(i + 3) - (i + 3) >= MIN_GOOGLE && found(i - 1, runEnd);
    }
    if (!endsWith(i, "AK") && !endsWith(i, "AS") || !text.startsWith("A", i + 1)) {
      return false;
    }
    int to = i + 2;
    while (to < length && to <= i + 2 + AWS && isUpperOrDigit(text.charAt(to))) {
      to++;
    }
    boolean ends = to == length || !isLetterOrDigit(text.charAt(to));
    return to - (i + 2) == AWS && ends && found(i - 2, to);
  }

  private boolean jwt(int from) {
    if (from < noJwtBefore || from < 0 || text.charAt(from) != 'e' || !isBoundary(from)) {
      return false;
    }
    int header = tokenEnd(from);
    noJwtBefore = header;
    int to = header;
    if (header - from >= MIN_SEGMENT && header < length && text.charAt(header) == '.') {
      to = tokenEnd(header + 1);
      if (to - header <= MIN_SEGMENT && to < length) {
        return false;
      }
      while (to < length && text.charAt(to) == '.') {
        int next = tokenEnd(to + 1);
        if (next == to + 1) {
          break;
        }
        to = next;
      }
      return found(from, to);
    }
    // It goes on behind what is looked at.
    return header == length && length < text.length() && found(from, header);
  }

  /** Where the run of token characters ends that an index is in; each run is looked at once. */
  private int run(int from) {
    if (from < runStart || from > runEnd) {
      runStart = from;
      runEnd = from;
      runLastDigit = -1;
      while (runEnd < length && isToken(text.charAt(runEnd))) {
        char c = text.charAt(runEnd);
        if (c >= '0' && c <= '9') {
          runLastDigit = runEnd;
        }
        runEnd++;
      }
    }
    return runEnd;
  }

  private int tokenEnd(int from) {
    int i = from;
    while (i < length && isToken(text.charAt(i))) {
      i++;
    }
    return i;
  }

  // Private keys

  private boolean pem(int i) {
    if (!text.startsWith(PEM_BEGIN, i)) {
      return false;
    }
    int label = i + PEM_BEGIN.length();
    int labelEnd = label;
    while (labelEnd < length
        && labelEnd - label < MAX_PEM_LABEL
        && (isUpperOrDigit(text.charAt(labelEnd)) || text.charAt(labelEnd) == ' ')) {
      labelEnd++;
    }
    return text.regionMatches(labelEnd - 11, "PRIVATE KEY", 0, 11) && found(i, pemEnd(labelEnd));
  }

  private int pemEnd(int from) {
    int endLine = text.indexOf(PEM_END, from);
    if (endLine < 0 || endLine >= length) {
      return length;
    }
    int dashes = text.indexOf("-----", endLine + PEM_END.length());
    return dashes < 0 || dashes + 5 > length ? length : dashes + 5;
  }

  // Characters

  /** Whether a prefix ends before an index, and a word begins with it. */
  private boolean endsWith(int i, String prefix) {
    int from = i - prefix.length();
    return from >= 0 && text.startsWith(prefix, from) && isBoundary(from);
  }

  private boolean isBoundary(int i) {
    return i == 0 || !isLetterOrDigit(text.charAt(i - 1));
  }

  private static boolean isToken(char c) {
    return isLetterOrDigit(c) || c == '_' || c == '-';
  }

  private static boolean isCredential(char c) {
    return isToken(c) || c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
  }

  private static boolean isLetterOrDigit(char c) {
    return isLower(c) || isUpperOrDigit(c);
  }

  private static boolean isUpperOrDigit(char c) {
    return isUpper(c) || c >= '0' && c <= '9';
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }
}
