package io.emp.logging;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a throwable, whose methods may be overridden and throw. */
final class ThrowableFailure implements Failure {

  private static final StackTraceElement[] NO_FRAMES = {};

  private final Throwable thrown;
  private final StackTraceElement[] frames;
  private final StackTraceElement[] enclosing;

  ThrowableFailure(Throwable thrown) {
    this(thrown, NO_FRAMES);
  }

  private ThrowableFailure(Throwable thrown, StackTraceElement[] enclosing) {
    this.thrown = thrown;
    this.enclosing = enclosing;
    StackTraceElement[] read = guarded(thrown::getStackTrace);
    this.frames = read == null ? NO_FRAMES : read;
  }

  @Override
  public String className() {
    return thrown.getClass().getName();
  }

  @Override
  public @Nullable String message() {
    try {
      return thrown.getMessage();
    } catch (Throwable t) {
      return "[unreadable: getMessage() threw " + t.getClass().getName() + "]";
    }
  }

  @Override
  public StackTraceElement[] frames() {
    return frames;
  }

  @Override
  public int commonFrames() {
    int own = frames.length;
    int theirs = enclosing.length;
    int common = 0;
    while (common < own
        && common < theirs
        && frames[own - 1 - common].equals(enclosing[theirs - 1 - common])) {
      common++;
    }
    return common;
  }

  @Override
  public @Nullable Failure cause() {
    Throwable cause = guarded(thrown::getCause);
    return cause == null ? null : new ThrowableFailure(cause, frames);
  }

  @Override
  public List<Failure> suppressed() {
    return Arrays.stream(thrown.getSuppressed())
        .<Failure>map(t -> new ThrowableFailure(t, frames))
        .toList();
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
