package io.emp.logging.fluent;

import ch.qos.logback.core.spi.ContextAware;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.JMException;
import org.jspecify.annotations.Nullable;

/** The appenders that are started, for those who look at them from outside: JMX, and metrics. */
final class LiveAppenders {

  private static final List<LiveAppender> LIVE = new CopyOnWriteArrayList<>();

  private LiveAppenders() {}

  /** An appender that is started. */
  record LiveAppender(String name, Engine engine) {}

  static List<LiveAppender> all() {
    return LIVE;
  }

  /** Shows an appender. What fails is told, and nothing else comes of it. */
  static AutoCloseable publish(String name, Engine engine, ContextAware status) {
    LiveAppender appender = new LiveAppender(name, engine);
    LIVE.add(appender);
    AutoCloseable bean = jmx(appender, status);
    return () -> {
      LIVE.remove(appender);
      if (bean != null) {
        bean.close();
      }
    };
  }

  private static @Nullable AutoCloseable jmx(LiveAppender appender, ContextAware status) {
    try {
      Engine engine = appender.engine();
      return new DeliveryJmx(appender.name(), engine.snapshot().runId(), engine::snapshot);
    } catch (JMException | RuntimeException | LinkageError e) {
      // A run-time image may be without java.management.
      status.addWarn("The appender's numbers are not in JMX: " + e + ".");
      return null;
    }
  }

  static void withdraw(@Nullable AutoCloseable published, ContextAware status) {
    if (published == null) {
      return;
    }
    try {
      published.close();
    } catch (Exception e) {
      status.addInfo("The appender's numbers were not in JMX any more: " + e + ".");
    }
  }
}
