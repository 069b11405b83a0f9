package io.emp.logging;

import java.util.List;

/**
 * Throwables as bounded text. The form is that of {@link Throwable#printStackTrace()}, so that
 * people and tools know it; where a chain of causes is long, its middle is left out and the root
 * cause kept.
 *
 * <p>The text always fits its field whole, however it is escaped: the headers of all throwables
 * that are shown, the root cause's among them, have their bytes set aside before the frames share
 * what is left. A text cut at its end would lose the root cause.
 *
 * <p>Secrets in the messages are masked; the rest of the text is names.
 */
final class StackTraces {

  /** Short of the field's limit by what any format puts around a text. */
  private static final int MAX_BYTES = FieldWriter.MAX_STRING_BYTES - 128;

  private static final int MAX_FRAMES = 120;
  private static final int MIN_FRAMES_EACH = 8;
  private static final int MAX_FRAME_CHARS = Frame.MAX_CHARS + 1;
  private static final int MAX_MESSAGE_BYTES = 1024;

  private static final int MAX_SUPPRESSED = 4;
  private static final int SUPPRESSED_FRAMES = 4;
  private static final int MAX_SUPPRESSED_MESSAGE_BYTES = 256;

  /** The most bytes of a line that says how many of something were left out. */
  private static final int NOTE_BYTES = 48;

  private StackTraces() {}

  static String render(Failure failure) {
    StackText text = new StackText.Alone();
    write(CauseChain.of(failure), text);
    return text.toString();
  }

  static void write(CauseChain chain, StackText text) {
    List<Failure> shown = chain.shown();
    int count = shown.size();
    int framesEach = Math.max(MIN_FRAMES_EACH, MAX_FRAMES / count);
    StackHeader[] headers = new StackHeader[count];
    int free = MAX_BYTES;
    for (int i = 0; i < count; i++) {
      String before = i == 0 ? "" : "Caused by: ";
      if (i == count - 1 && chain.leftOut() > 0) {
        before = "... " + chain.leftOut() + " causes left out\n" + before;
      }
      headers[i] = StackHeader.of(before, shown.get(i), MAX_MESSAGE_BYTES);
      free -= headers[i].size();
    }
    for (int i = 0; i < count; i++) {
      headers[i].addTo(text);
      int before = text.bytes();
      body(text, shown.get(i), 0, framesEach, before + free / (count - i));
      free -= text.bytes() - before;
    }
  }

  /** What follows a header, up to a number of bytes. */
  private static void body(StackText text, Failure failure, int indent, int maxFrames, int end) {
    // Whoever is suppressed has what was suppressed by itself left out.
    List<Failure> suppressed = indent == 0 ? failure.suppressed() : List.of();
    int endOfFrames = suppressed.isEmpty() ? end : text.bytes() + (end - text.bytes()) / 2;
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

  private static void frames(StackText text, Failure failure, int indent, int maxFrames, int end) {
    int count = failure.frameCount();
    int own = Math.min(count - failure.commonFrames(), maxFrames);
    int told = 0;
    while (told < own && frame(text, failure.frame(told), indent + 1, end - NOTE_BYTES)) {
      told++;
    }
    if (told < count) {
      text.add("\t".repeat(indent + 1) + "... " + (count - told) + " more\n");
    }
  }

  private static boolean frame(StackText text, Frame frame, int tabs, int end) {
    byte[] line = frame.line();
    if (line != null) {
      return text.addWithin(end, tabs, line, Math.min(line.length, MAX_FRAME_CHARS - tabs));
    }
    String odd = "\t".repeat(tabs) + "at " + frame.element();
    if (odd.length() > MAX_FRAME_CHARS) {
      boolean inPair = Character.isHighSurrogate(odd.charAt(MAX_FRAME_CHARS - 1));
      odd = odd.substring(0, inPair ? MAX_FRAME_CHARS - 1 : MAX_FRAME_CHARS);
    }
    return text.addWithin(end, odd + "\n");
  }

  /** A suppressed throwable and its root cause; false where it has no room. */
  private static boolean suppressed(StackText text, Failure failure, int end) {
    String before = "\tSuppressed: ";
    for (Failure f : CauseChain.of(failure, 2).shown()) {
      StackHeader header = StackHeader.of(before, f, MAX_SUPPRESSED_MESSAGE_BYTES);
      if (text.bytes() + header.size() > end - NOTE_BYTES) {
        return f != failure;
      }
      header.addTo(text);
      body(text, f, 1, SUPPRESSED_FRAMES, end);
      before = "\tCaused by: ";
    }
    return true;
  }
}
