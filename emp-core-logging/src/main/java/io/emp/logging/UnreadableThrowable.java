package io.emp.logging;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import org.jspecify.annotations.Nullable;

/** Stands for a throwable whose own methods throw: its class is known, and what came of asking. */
record UnreadableThrowable(String className, String message) implements IThrowableProxy {

  private static final StackTraceElementProxy[] NO_FRAMES = {};
  private static final IThrowableProxy[] NONE = {};

  static IThrowableProxy proxyOf(Throwable thrown) {
    try {
      return new ThrowableProxy(thrown);
    } catch (Throwable t) {
      return new UnreadableThrowable(
          thrown.getClass().getName(),
          "[unreadable: its methods threw " + t.getClass().getName() + "]");
    }
  }

  @Override
  public String getMessage() {
    return message;
  }

  @Override
  public String getClassName() {
    return className;
  }

  @Override
  public StackTraceElementProxy[] getStackTraceElementProxyArray() {
    return NO_FRAMES;
  }

  @Override
  public int getCommonFrames() {
    return 0;
  }

  @Override
  public @Nullable IThrowableProxy getCause() {
    return null;
  }

  @Override
  public IThrowableProxy[] getSuppressed() {
    return NONE;
  }

  @Override
  public boolean isCyclic() {
    return false;
  }
}
