package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * The line of a stack trace that says what was thrown, its class and its message, each cut to a
 * length.
 *
 * @param before what stands before it
 * @param size how many bytes the line takes in JSON
 */
record StackHeader(
    String before, int beforeSize, String name, int nameSize, @Nullable String message, int size) {

  private static final int MAX_NAME_BYTES = 512;

  private static final int SEPARATOR_BYTES = 2;
  private static final int LINE_FEED_BYTES = 2;

  static StackHeader of(String before, Failure failure, int maxMessageBytes) {
    int beforeSize = JsonText.size(before);
    String name = cut(failure.className(), MAX_NAME_BYTES);
    int nameSize = JsonText.size(name);
    int size = beforeSize + nameSize + LINE_FEED_BYTES;
    String message = failure.message();
    if (message == null) {
      return new StackHeader(before, beforeSize, name, nameSize, null, size);
    }
    // Before it is cut: what is left of a secret may not look like one.
    String masked = cut(SecretMask.ofProcess().maskHead(message), maxMessageBytes);
    size += SEPARATOR_BYTES + JsonText.size(masked);
    return new StackHeader(before, beforeSize, name, nameSize, masked, size);
  }

  void addTo(StackText text) {
    text.add(before, beforeSize);
    text.add(name, nameSize);
    if (message != null) {
      text.add(": ", SEPARATOR_BYTES);
      text.add(message, size - beforeSize - nameSize - SEPARATOR_BYTES - LINE_FEED_BYTES);
    }
    text.add("\n", LINE_FEED_BYTES);
  }

  private static String cut(String text, int maxBytes) {
    if (JsonText.MAX_BYTES_PER_CHAR * text.length() <= maxBytes
        || JsonText.size(text) <= maxBytes) {
      return text;
    }
    int end = 0;
    int left = maxBytes - CutMark.BYTES - JsonText.size(text, 0);
    while (left >= 0) {
      end++;
      left -= JsonText.size(text, end);
    }
    return text.substring(0, end) + CutMark.of(text.length());
  }
}
