package io.emp.logging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Throwables as bounded text. The form is that of {@link Throwable#printStackTrace()}, so that
 * people and tools know it; where a chain of causes is long, its middle is left out and the root
 * cause kept, and the frames are shared out among those that are shown.
 */
final class StackTraces {

  private static final int MAX_THROWABLES = 8;
  private static final int MAX_FRAMES = 120;
  private static final int MIN_FRAMES_EACH = 8;
  private static final int MAX_SUPPRESSED = 4;
  private static final int SUPPRESSED_FRAMES = 4;
  private static final int MAX_MESSAGE_CHARS = 1024;
  private static final int MAX_CHAIN = 1000;

  /** Such that the text always fits the field, with the root cause at its end. */
  private static final int MAX_FRAME_CHARS = 200;

  private StackTraces() {}

  static String render(Failure failure) {
    List<Failure> chain = chain(failure);
    int shown = Math.min(chain.size(), MAX_THROWABLES);
    int framesEach = Math.max(MIN_FRAMES_EACH, MAX_FRAMES / shown);
    StringBuilder text = new StringBuilder(2048);
    for (int i = 0; i < chain.size(); i++) {
      boolean root = i == chain.size() - 1;
      if (i >= MAX_THROWABLES - 1 && !root) {
        text.append("... ").append(chain.size() - MAX_THROWABLES).append(" causes left out\n");
        i = chain.size() - 2;
        continue;
      }
      if (i > 0) {
        text.append("Caused by: ");
      }
      throwable(text, chain.get(i), "", framesEach);
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

  private static void throwable(StringBuilder text, Failure failure, String indent, int maxFrames) {
    header(text, failure);
    StackTraceElement[] frames = failure.frames();
    int count = frames.length;
    int own = Math.max(0, count - failure.commonFrames());
    int shown = Math.min(own, maxFrames);
    for (int i = 0; i < shown; i++) {
      int start = text.length();
      text.append(indent).append("\tat ").append(frames[i]);
      text.setLength(Math.min(text.length(), start + MAX_FRAME_CHARS));
      text.append('\n');
    }
    if (shown < count) {
      text.append(indent).append("\t... ").append(count - shown).append(" more\n");
    }
    if (indent.isEmpty()) {
      suppressed(text, failure);
    }
  }

  private static void suppressed(StringBuilder text, Failure failure) {
    List<Failure> suppressed = failure.suppressed();
    for (int i = 0; i < Math.min(suppressed.size(), MAX_SUPPRESSED); i++) {
      text.append("\tSuppressed: ");
      throwable(text, suppressed.get(i), "\t", SUPPRESSED_FRAMES);
    }
    if (suppressed.size() > MAX_SUPPRESSED) {
      text.append("\t... ")
          .append(suppressed.size() - MAX_SUPPRESSED)
          .append(" suppressed left out\n");
    }
  }

  private static void header(StringBuilder text, Failure failure) {
    text.append(failure.className());
    String message = failure.message();
    if (message != null) {
      text.append(": ").append(message, 0, Math.min(message.length(), MAX_MESSAGE_CHARS));
      if (message.length() > MAX_MESSAGE_CHARS) {
        text.append(CutMark.of(message.length()));
      }
    }
    text.append('\n');
  }

  /**
   * 16 hex digits that are the same for the same failure, whatever its message and line numbers:
   * the exception classes of the chain and the methods they were thrown in, without the numbers
   * that the JVM gives to generated classes.
   */
  static String hash(Failure failure) {
    long hash = 0xcbf29ce484222325L;
    for (Failure f : chain(failure)) {
      hash = mix(hash, f.className());
      StackTraceElement[] frames = f.frames();
      int own = Math.min(MIN_FRAMES_EACH, frames.length - f.commonFrames());
      for (int i = 0; i < own; i++) {
        hash = mix(mix(hash, frames[i].getClassName()), frames[i].getMethodName());
      }
    }
    return String.format("%016x", hash);
  }

  /** FNV-1a over the text but for its digits. */
  private static long mix(long start, String text) {
    long hash = start;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        hash = (hash ^ c) * 0x100000001b3L;
      }
    }
    return (hash ^ '\n') * 0x100000001b3L;
  }
}
