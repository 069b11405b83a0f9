package io.emp.logging.fluent;

import ch.qos.logback.core.spi.ContextAware;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.management.JMException;
import org.jspecify.annotations.Nullable;

/**
 * The appenders that are started, by their names, for those who look at them from outside: JMX, and
 * metrics. What the stopped ones came to is kept, so that a counter does not go back when logging
 * is reconfigured, and does not lose what the last appender of a process dropped at its stop.
 */
final class LiveAppenders {

  /** Bounds what a host costs that starts appenders under ever new names. */
  private static final int MAX_ENDED_NAMES = 64;

  /** No monitor: a virtual thread that waits for an appender's lock within it would be pinned. */
  private static final ReentrantLock LOCK = new ReentrantLock();

  private static final List<LiveAppender> LIVE = new ArrayList<>();
  private static final Map<String, DeliveryTotals> ENDED = new LinkedHashMap<>();

  private LiveAppenders() {}

  private record LiveAppender(String name, Engine engine) {}

  /** The started appenders as they are now; several may have one name. */
  static Map<String, List<DeliverySnapshot>> snapshots() {
    Map<String, List<DeliverySnapshot>> byName = new LinkedHashMap<>();
    LOCK.lock();
    try {
      for (LiveAppender appender : LIVE) {
        byName
            .computeIfAbsent(appender.name(), name -> new ArrayList<>())
            .add(appender.engine().snapshot());
      }
    } finally {
      LOCK.unlock();
    }
    return byName;
  }

  /** What the appenders of each name have come to in this process, the stopped ones among them. */
  static Map<String, DeliveryTotals> totals() {
    LOCK.lock();
    try {
      Map<String, DeliveryTotals> totals = new LinkedHashMap<>(ENDED);
      snapshots()
          .forEach(
              (name, snapshots) ->
                  snapshots.forEach(
                      snapshot ->
                          totals.merge(name, DeliveryTotals.of(snapshot), DeliveryTotals::plus)));
      return totals;
    } finally {
      LOCK.unlock();
    }
  }

  /** Shows an appender. What fails is told, and nothing else comes of it. */
  static AutoCloseable publish(String name, Engine engine, ContextAware status) {
    LiveAppender appender = new LiveAppender(name, engine);
    LOCK.lock();
    try {
      LIVE.add(appender);
    } finally {
      LOCK.unlock();
    }
    AutoCloseable bean = jmx(appender, status);
    return () -> {
      end(appender);
      if (bean != null) {
        bean.close();
      }
    };
  }

  private static void end(LiveAppender appender) {
    LOCK.lock();
    try {
      LIVE.remove(appender);
      ENDED.merge(
          appender.name(), DeliveryTotals.of(appender.engine().snapshot()), DeliveryTotals::plus);
      if (ENDED.size() > MAX_ENDED_NAMES) {
        ENDED.remove(ENDED.keySet().iterator().next());
      }
    } finally {
      LOCK.unlock();
    }
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
