package io.emp.logging;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what Logback keeps of a throwable. */
record LogbackFailure(IThrowableProxy proxy) implements Failure {

  @Override
  public String className() {
    return Objects.requireNonNullElse(proxy.getClassName(), "unknown");
  }

  @Override
  public @Nullable String message() {
    return proxy.getMessage();
  }

  @Override
  public StackTraceElement[] frames() {
    StackTraceElementProxy[] frames = proxy.getStackTraceElementProxyArray();
    StackTraceElement[] elements = new StackTraceElement[frames == null ? 0 : frames.length];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = frames[i].getStackTraceElement();
    }
    return elements;
  }

  @Override
  public int commonFrames() {
    return proxy.getCommonFrames();
  }

  @Override
  public @Nullable Failure cause() {
    IThrowableProxy cause = proxy.getCause();
    return cause == null || cause.isCyclic() ? null : new LogbackFailure(cause);
  }

  @Override
  public List<Failure> suppressed() {
    IThrowableProxy[] suppressed = proxy.getSuppressed();
    return suppressed == null
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
