package io.emp.logging;

import ch.qos.logback.classic.spi.ThrowableProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Throwables as nobody would write them. */
final class HostileThrowables {

  private HostileThrowables() {}

  static List<Throwable> all() {
    List<Throwable> all = new ArrayList<>(quick());
    all.add(deep());
    all.add(new IOException("x".repeat(10 * 1024 * 1024)));
    return all;
  }

  /** Those that take little time, for many events. */
  static List<Throwable> quick() {
    Throwable first = new Exception("first");
    Throwable second = new Exception("second", first);
    first.initCause(second);
    Throwable crowded = new Exception("crowded");
    for (int i = 0; i < 100; i++) {
      crowded.addSuppressed(new IOException("suppressed " + i, new IOException("its cause")));
    }
    Throwable suppressingEachOther = new Exception("this");
    Throwable other = new Exception("other");
    suppressingEachOther.addSuppressed(other);
    other.addSuppressed(suppressingEachOther);
    Throwable bare = new Exception(null, null);
    bare.setStackTrace(new StackTraceElement[0]);
    return List.of(
        first,
        crowded,
        suppressingEachOther,
        bare,
        new Exception("\u0000\"\\\r\n\uD800".repeat(1000), new IOException("\uDC00")),
        new Exception("outer", new Throws()),
        new Throws(),
        new Nulls(),
        new Endless(),
        new OutOfMemoryError("pretended"),
        new StackOverflowError());
  }

  /** Ten thousand causes, each with a message that takes six times its length. */
  static Throwable deep() {
    Throwable deep = new IOException("the root");
    String message = "\u0001".repeat(2000);
    for (int i = 0; i < 10_000; i++) {
      deep = new IllegalStateException(message, deep);
    }
    return deep;
  }

  /** Whether Logback can make of it what it keeps of a throwable. */
  static boolean isReadable(Throwable thrown) {
    try {
      return !(thrown instanceof Endless) && new ThrowableProxy(thrown).getClassName() != null;
    } catch (Throwable t) {
      return false;
    }
  }

  private static final class Throws extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new StackOverflowError("no cause");
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new IllegalStateException("no frames");
    }
  }

  private static final class Nulls extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable String getMessage() {
      return null;
    }

    @Override
    @SuppressWarnings("NullAway") // That it is not what it promises is the point.
    public StackTraceElement[] getStackTrace() {
      return null;
    }
  }

  /** Each has a cause that was never seen before. */
  private static final class Endless extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Endless() {
      super("endless", null, false, false);
    }

    @Override
    public synchronized Throwable getCause() {
      return new Endless();
    }
  }
}
