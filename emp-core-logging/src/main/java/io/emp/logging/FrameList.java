package io.emp.logging;

import org.jspecify.annotations.Nullable;

/** The frames of one throwable that were looked up: the hash and the text ask for the same ones. */
final class FrameList {

  private static final int REMEMBERED = 32;

  private @Nullable Frame @Nullable [] frames;

  Frame of(int index, StackTraceElement element) {
    if (index >= REMEMBERED) {
      return Frame.of(element);
    }
    Frame[] known = frames;
    if (known == null) {
      known = new Frame[REMEMBERED];
      frames = known;
    }
    Frame frame = known[index];
    if (frame == null) {
      frame = Frame.of(element);
      known[index] = frame;
    }
    return frame;
  }
}
