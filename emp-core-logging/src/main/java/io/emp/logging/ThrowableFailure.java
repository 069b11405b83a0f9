package io.emp.logging;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a throwable, whose methods may be overridden and throw. Each is called once at the most,
 * and only when what it tells is wanted: a chain may be thousands long.
 */
final class ThrowableFailure implements Failure {

  private static final StackTraceElement[] NO_FRAMES = {};

  private final Throwable thrown;
  private final @Nullable ThrowableFailure enclosing;

  private StackTraceElement @Nullable [] frames;
  private final FrameList told = new FrameList();
  private boolean causeRead;
  private @Nullable Failure cause;
  private boolean messageRead;
  private @Nullable String message;

  ThrowableFailure(Throwable thrown) {
    this(thrown, null);
  }

  private ThrowableFailure(Throwable thrown, @Nullable ThrowableFailure enclosing) {
    this.thrown = thrown;
    this.enclosing = enclosing;
  }

  @Override
  public String className() {
    return thrown.getClass().getName();
  }

  @Override
  public @Nullable String message() {
    if (!messageRead) {
      messageRead = true;
      try {
        message = thrown.getMessage();
      } catch (Throwable t) {
        message = "[unreadable: getMessage() threw " + t.getClass().getName() + "]";
      }
    }
    return message;
  }

  @Override
  public int frameCount() {
    return frames().length;
  }

  @Override
  public Frame frame(int index) {
    return told.of(index, frames()[index]);
  }

  private StackTraceElement[] frames() {
    StackTraceElement[] known = frames;
    if (known == null) {
      StackTraceElement[] read = guarded(thrown::getStackTrace);
      known = read == null ? NO_FRAMES : withoutNulls(read);
      frames = known;
    }
    return known;
  }

  private static StackTraceElement[] withoutNulls(StackTraceElement[] frames) {
    for (StackTraceElement frame : frames) {
      if (frame == null) {
        return Arrays.stream(frames).filter(Objects::nonNull).toArray(StackTraceElement[]::new);
      }
    }
    return frames;
  }

  @Override
  public int commonFrames() {
    if (enclosing == null) {
      return 0;
    }
    StackTraceElement[] inner = frames();
    StackTraceElement[] outer = enclosing.frames();
    int own = inner.length;
    int theirs = outer.length;
    int common = 0;
    while (common < own
        && common < theirs
        && inner[own - 1 - common].equals(outer[theirs - 1 - common])) {
      common++;
    }
    return common;
  }

  @Override
  public @Nullable Failure cause() {
    if (!causeRead) {
      causeRead = true;
      Throwable read = guarded(thrown::getCause);
      cause = read == null ? null : new ThrowableFailure(read, this);
    }
    return cause;
  }

  @Override
  public List<Failure> suppressed() {
    return Arrays.stream(thrown.getSuppressed())
        .<Failure>map(t -> new ThrowableFailure(t, this))
        .toList();
  }

  @Override
  public Throwable thrown() {
    return thrown;
  }

  @Override
  public Object identity() {
    return thrown;
  }

  private static <T> @Nullable T guarded(Supplier<@Nullable T> read) {
    try {
      return read.get();
    } catch (Throwable t) {
      // As if it had none: the throwable is told all the same.
      return null;
    }
  }
}
