package io.emp.logging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What a stack trace says, written the plain way: as strings, one put together with the next. What
 * {@link StackTraces} writes into records is compared with it.
 */
final class PlainStackTraces {

  /** Short of the field's limit by what any format puts around a text. */
  private static final int MAX_BYTES = FieldWriter.MAX_STRING_BYTES - 128;

  private static final int MAX_THROWABLES = 8;
  private static final int MAX_FRAMES = 120;
  private static final int MIN_FRAMES_EACH = 8;
  private static final int MAX_FRAME_CHARS = 200;
  private static final int MAX_NAME_BYTES = 512;
  private static final int MAX_MESSAGE_BYTES = 1024;

  private static final int MAX_SUPPRESSED = 4;
  private static final int SUPPRESSED_FRAMES = 4;
  private static final int MAX_SUPPRESSED_MESSAGE_BYTES = 256;

  /** The most bytes of a line that says how many of something were left out. */
  private static final int NOTE_BYTES = 48;

  /** An overridden {@code getCause} may go on for ever. */
  private static final int MAX_CHAIN = 16 * 1024;

  private PlainStackTraces() {}

  static String render(Failure failure) {
    List<Failure> chain = chain(failure);
    List<Failure> shown = shown(chain, MAX_THROWABLES);
    int count = shown.size();
    int framesEach = Math.max(MIN_FRAMES_EACH, MAX_FRAMES / count);
    List<String> headers = new ArrayList<>(count);
    int free = MAX_BYTES;
    for (int i = 0; i < count; i++) {
      String leftOut =
          i == count - 1 && count < chain.size()
              ? "... " + (chain.size() - count) + " causes left out\n"
              : "";
      String header =
          leftOut + (i == 0 ? "" : "Caused by: ") + header(shown.get(i), MAX_MESSAGE_BYTES);
      headers.add(header);
      free -= Text.size(header);
    }
    Text text = new Text();
    for (int i = 0; i < count; i++) {
      text.add(headers.get(i));
      int before = text.bytes;
      body(text, shown.get(i), "", framesEach, before + free / (count - i));
      free -= text.bytes - before;
    }
    return text.toString();
  }

  /** The throwable and its causes, each once. */
  private static List<Failure> chain(Failure failure) {
    List<Failure> chain = new ArrayList<>();
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Failure f = failure;
        f != null && chain.size() < MAX_CHAIN && seen.add(f.identity());
        f = f.cause()) {
      chain.add(f);
    }
    return chain;
  }

  /** The first of a chain, and its last. */
  private static List<Failure> shown(List<Failure> chain, int max) {
    if (chain.size() <= max) {
      return chain;
    }
    List<Failure> shown = new ArrayList<>(chain.subList(0, max - 1));
    shown.add(chain.get(chain.size() - 1));
    return shown;
  }

  private static String header(Failure failure, int maxMessageBytes) {
    String name = cut(failure.className(), MAX_NAME_BYTES);
    String message = failure.message();
    if (message == null) {
      return name + "\n";
    }
    // Before it is cut: what is left of a secret may not look like one.
    return name + ": " + cut(SecretMask.ofProcess().maskHead(message), maxMessageBytes) + "\n";
  }

  private static String cut(String text, int maxBytes) {
    if (text.length() <= maxBytes && JsonWriter.left(text, 0, maxBytes) >= 0) {
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

  /** What follows a header, up to a number of bytes. */
  private static void body(Text text, Failure failure, String indent, int maxFrames, int end) {
    // Whoever is suppressed has what was suppressed by itself left out.
    List<Failure> suppressed = indent.isEmpty() ? failure.suppressed() : List.of();
    int endOfFrames = suppressed.isEmpty() ? end : text.bytes + (end - text.bytes) / 2;
    frames(text, failure, indent, maxFrames, endOfFrames);
    int told = 0;
    while (told < Math.min(suppressed.size(), MAX_SUPPRESSED)
        && suppressed(text, suppressed.get(told), end - NOTE_BYTES)) {
      told++;
    }
    if (told < suppressed.size()) {
      text.add("\t... " + (suppressed.size() - told) + " suppressed left out\n");
    }
  }

  private static void frames(Text text, Failure failure, String indent, int maxFrames, int end) {
    int count = failure.frameCount();
    int own = Math.min(count - failure.commonFrames(), maxFrames);
    int told = 0;
    while (told < own
        && text.addWithin(end - NOTE_BYTES, frame(indent, failure.frame(told).element()))) {
      told++;
    }
    if (told < count) {
      text.add(indent + "\t... " + (count - told) + " more\n");
    }
  }

  private static String frame(String indent, StackTraceElement frame) {
    String line = indent + "\tat " + frame;
    if (line.length() > MAX_FRAME_CHARS) {
      boolean inPair = Character.isHighSurrogate(line.charAt(MAX_FRAME_CHARS - 1));
      line = line.substring(0, inPair ? MAX_FRAME_CHARS - 1 : MAX_FRAME_CHARS);
    }
    return line + "\n";
  }

  /** A suppressed throwable and its root cause; false where it has no room. */
  private static boolean suppressed(Text text, Failure failure, int end) {
    String prefix = "\tSuppressed: ";
    for (Failure f : shown(chain(failure), 2)) {
      if (!text.addWithin(end - NOTE_BYTES, prefix + header(f, MAX_SUPPRESSED_MESSAGE_BYTES))) {
        return f != failure;
      }
      body(text, f, "\t", SUPPRESSED_FRAMES, end);
      prefix = "\tCaused by: ";
    }
    return true;
  }

  /** A text that knows how many bytes it takes in JSON, which no format takes more than. */
  private static final class Text {
    private final StringBuilder text = new StringBuilder(2048);
    private int bytes;

    static int size(String added) {
      return Integer.MAX_VALUE - JsonWriter.left(added, 0, Integer.MAX_VALUE);
    }

    void add(String added) {
      text.append(added);
      bytes += size(added);
    }

    boolean addWithin(int end, String added) {
      if (bytes + size(added) > end) {
        return false;
      }
      add(added);
      return true;
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
