package io.emp.examples.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes HTML. Whatever is not a constant of the code goes through {@link #text} or {@link #with},
 * which escape it, so that a received text cannot become markup, nor change how what stands around
 * it is shown.
 */
final class Html {

  private final StringBuilder out = new StringBuilder(8192);

  /** Markup of this code's own. */
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  /** Markup that was written with another of these. */
  Html add(Html other) {
    out.append(other.out);
    return this;
  }

  /** An element's start without attributes, as {@code tr}. */
  Html open(String element) {
    out.append('<').append(element).append('>');
    return this;
  }

  /** An element's start, whose attributes follow by {@link #with}, and then {@link #end}. */
  Html start(String element) {
    out.append('<').append(element);
    return this;
  }

  /** An attribute; none where there is no value. */
  Html with(String attribute, @Nullable Object value) {
    if (value != null) {
      out.append(' ').append(attribute).append("=\"");
      escape(value.toString());
      out.append('"');
    }
    return this;
  }

  /** An attribute that is there or not, such as {@code open}. */
  Html with(String attribute, boolean there) {
    if (there) {
      out.append(' ').append(attribute);
    }
    return this;
  }

  /** The end of an element's start. */
  Html end() {
    out.append('>');
    return this;
  }

  Html close(String element) {
    out.append("</").append(element).append('>');
    return this;
  }

  Html text(@Nullable Object text) {
    if (text != null) {
      escape(text.toString());
    }
    return this;
  }

  /** An element that holds a text alone. */
  Html element(String element, @Nullable Object text) {
    return open(element).text(text).close(element);
  }

  /** An element with a class that holds a text alone. */
  Html element(String element, String cssClass, @Nullable Object text) {
    return start(element).with("class", cssClass).end().text(text).close(element);
  }

  /** A link within the console. */
  Html link(String href, @Nullable Object text) {
    return start("a").with("href", href).end().text(text).close("a");
  }

  /** A path with a parameter. */
  static String url(String path, String parameter, String value) {
    return path + "?" + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '\n', '\t' -> out.append(c);
        default -> {
          if (isHidden(c)) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
  }

  /** Controls, and what changes the direction of the text around it. */
  private static boolean isHidden(char c) {
    return c < 0x20
        || c >= 0x7f && c < 0xa0
        || c == 0x061c
        || c >= 0x200e && c <= 0x200f
        || c >= 0x2028 && c <= 0x202e
        || c >= 0x2066 && c <= 0x2069
        || c == 0xfeff;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
