package io.emp.examples.collector;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Writes received text so that it stays within its line and its place there. Characters that do not
 * print, or that change how others are shown, are written as escapes; so are the quotation mark and
 * the backslash.
 */
final class SafeText {

  private SafeText() {}

  /** The text between quotation marks. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(c -> append(c, out));
    return out.append('"').toString();
  }

  /** The text as it is where it reads as one word; else {@link #quoted}. */
  static String word(String text) {
    boolean plain =
        !text.isEmpty() && !text.equals("-") && text.codePoints().allMatch(SafeText::plain);
    return plain ? text : quoted(text);
  }

  /** Any value of a record: a string is a {@link #word}. */
  static String value(@Nullable Object value) {
    return value instanceof List<?> || value instanceof Map<?, ?>
        ? element(value)
        : word(String.valueOf(value));
  }

  /**
   * Within a list or a map, text is always quoted: commas and brackets are then the container's.
   */
  private static String element(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      StringJoiner entries = new StringJoiner(",", "{", "}");
      map.forEach((key, of) -> entries.add(quoted(String.valueOf(key)) + ":" + element(of)));
      return entries.toString();
    }
    if (value instanceof List<?> list) {
      StringJoiner elements = new StringJoiner(",", "[", "]");
      list.forEach(of -> elements.add(element(of)));
      return elements.toString();
    }
    return value instanceof String text ? quoted(text) : value(value);
  }

  private static boolean plain(int c) {
    return c != '='
        && c != '"'
        && c != '\\'
        && !Character.isSpaceChar(c)
        && !Character.isWhitespace(c)
        && prints(c);
  }

  private static boolean prints(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static void append(int c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (prints(c)) {
          out.appendCodePoint(c);
        } else {
          for (char unit : Character.toChars(c)) {
            out.append("\\u%04x".formatted((int) unit));
          }
        }
      }
    }
  }
}
