package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * The line of a stack trace that says what was thrown: its class and its message, each cut to a
 * length.
 *
 * @param before what stands before it
 * @param messageSize how many bytes the message takes in JSON
 * @param size how many the whole line takes
 */
record StackHeader(
    String before, ThrownName name, @Nullable String message, int messageSize, int size) {

  private static final int SEPARATOR_BYTES = 2;
  private static final int LINE_FEED_BYTES = 2;

  static StackHeader of(String before, Failure failure, int maxMessageBytes) {
    ThrownName name = ThrownName.of(failure.className());
    int size = JsonText.size(before) + name.size() + LINE_FEED_BYTES;
    String message = failure.message();
    if (message == null) {
      return new StackHeader(before, name, null, 0, size);
    }
    // Before it is cut: what is left of a secret may not look like one.
    String masked = cut(SecretMask.ofProcess().maskHead(message), maxMessageBytes);
    int messageSize = JsonText.size(masked);
    return new StackHeader(before, name, masked, messageSize, size + SEPARATOR_BYTES + messageSize);
  }

  void addTo(StackText text) {
    text.add(before);
    text.add(name.name(), name.size());
    if (message != null) {
      text.add(": ", SEPARATOR_BYTES);
      text.add(message, messageSize);
    }
    text.add("\n", LINE_FEED_BYTES);
  }

  static String cut(String text, int maxBytes) {
    if (text.length() <= maxBytes
        && (JsonText.MAX_BYTES_PER_CHAR * text.length() <= maxBytes
            || JsonText.size(text) <= maxBytes)) {
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
