package io.emp.logging;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what Logback keeps of a throwable. */
final class LogbackFailure implements Failure {

  private static final StackTraceElementProxy[] NO_FRAMES = {};

  private final IThrowableProxy proxy;
  private final StackTraceElementProxy[] frames;
  private final FrameList told = new FrameList();
  private boolean causeRead;
  private @Nullable Failure cause;

  LogbackFailure(IThrowableProxy proxy) {
    this.proxy = proxy;
    this.frames = Objects.requireNonNullElse(proxy.getStackTraceElementProxyArray(), NO_FRAMES);
  }

  @Override
  public String className() {
    return Objects.requireNonNullElse(proxy.getClassName(), "unknown");
  }

  @Override
  public @Nullable String message() {
    return proxy.getMessage();
  }

  @Override
  public int frameCount() {
    return frames.length;
  }

  @Override
  public Frame frame(int index) {
    return told.of(index, frames[index].getStackTraceElement());
  }

  @Override
  public int commonFrames() {
    return proxy.getCommonFrames();
  }

  @Override
  public @Nullable Failure cause() {
    if (!causeRead) {
      causeRead = true;
      IThrowableProxy read = proxy.getCause();
      cause = read == null || read.isCyclic() ? null : new LogbackFailure(read);
    }
    return cause;
  }

  @Override
  public List<Failure> suppressed() {
    IThrowableProxy[] suppressed = proxy.getSuppressed();
    return suppressed == null || suppressed.length == 0
        ? List.of()
        : Arrays.stream(suppressed)
            .filter(t -> !t.isCyclic())
            .<Failure>map(LogbackFailure::new)
            .toList();
  }

  @Override
  public @Nullable Throwable thrown() {
    return proxy instanceof ThrowableProxy whole ? whole.getThrowable() : null;
  }

  @Override
  public Object identity() {
    return proxy;
  }
}
