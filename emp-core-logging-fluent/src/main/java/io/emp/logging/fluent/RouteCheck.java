package io.emp.logging.fluent;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Whether a job's events get from {@code ConnectorLogger}'s logger to an appender. */
final class RouteCheck implements Check {

  private final LoggerContext context;
  private final FluentAppender appender;
  private final String loggerName;

  /**
   * A check of one appender.
   *
   * @param context has the loggers
   * @param loggerName the one that job events are logged with
   */
  RouteCheck(LoggerContext context, FluentAppender appender, String loggerName) {
    this.context = context;
    this.appender = appender;
    this.loggerName = loggerName;
  }

  @Override
  public void run(Consumer<Finding> found) {
    String tried = "job events from logger " + loggerName + " to appender " + appender.getName();
    Logger logger = context.getLogger(loggerName);
    if (!logger.isEnabledFor(Level.INFO)) {
      found.accept(new Finding(Diagnosis.JOB_EVENTS_OFF, tried, off(logger)));
      return;
    }
    String last = lastWithAppenders(logger);
    if (!isReached(logger)) {
      found.accept(
          new Finding(
              Diagnosis.APPENDER_OUT_OF_REACH,
              tried,
              "no logger from there up to " + last + " refers to it"));
    } else if (isFiltered()) {
      found.accept(
          new Finding(
              Diagnosis.JOB_EVENTS_FILTERED, tried, "a filter of the appender denies INFO"));
    } else {
      found.accept(
          new Finding(
              Diagnosis.JOB_EVENTS_PASS,
              tried,
              "level " + logger.getEffectiveLevel() + ", passed on"));
    }
  }

  private String off(Logger logger) {
    Level level = logger.getEffectiveLevel();
    if (Level.INFO.isGreaterOrEqual(level)) {
      return "a turbo filter denies INFO";
    }
    Logger giver = logger;
    while (giver.getLevel() == null && !isRoot(giver)) {
      giver = parent(giver);
    }
    return "the level of logger "
        + giver.getName()
        + " is "
        + level
        + ": of a job only failures, cancellations and retries are logged, if that";
  }

  private String lastWithAppenders(Logger logger) {
    Logger last = logger;
    while (last.isAdditive() && !isRoot(last)) {
      last = parent(last);
    }
    return last.getName();
  }

  private boolean isReached(Logger start) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Logger logger = start;
    while (!leadsTo(logger, seen)) {
      if (!logger.isAdditive() || isRoot(logger)) {
        return false;
      }
      logger = parent(logger);
    }
    return true;
  }

  private boolean leadsTo(AppenderAttachable<ILoggingEvent> from, Set<Object> seen) {
    Iterator<Appender<ILoggingEvent>> attached = from.iteratorForAppenders();
    while (attached.hasNext()) {
      Appender<ILoggingEvent> next = attached.next();
      if (next == appender) {
        return true;
      }
      if (seen.add(next) && next instanceof InertAppender inert && leadsTo(inert, seen)) {
        return true;
      }
    }
    return false;
  }

  private boolean isFiltered() {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerName(loggerName);
    event.setThreadName(Thread.currentThread().getName());
    event.setLevel(Level.INFO);
    event.setMessage("Job completed");
    event.setInstant(Instant.now());
    event.setMDCPropertyMap(Map.of());
    event.setLoggerContext(context);
    try {
      return appender.getFilterChainDecision(event) == FilterReply.DENY;
    } catch (RuntimeException e) {
      // A filter that wants more than such an event has: nothing can be said of it.
      return false;
    }
  }

  private static boolean isRoot(Logger logger) {
    return logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private Logger parent(Logger logger) {
    int dot = logger.getName().lastIndexOf('.');
    return context.getLogger(
        dot < 0 ? org.slf4j.Logger.ROOT_LOGGER_NAME : logger.getName().substring(0, dot));
  }
}
