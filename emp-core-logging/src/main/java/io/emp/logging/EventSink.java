package io.emp.logging;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The way of a record into the logging system in use. */
interface EventSink {

  boolean isEnabled(Level level);

  void emit(EventRecord record);

  /**
   * Takes a record now, with what this thread knows of it, to emit it later on any thread, if at
   * all.
   */
  Runnable deferred(EventRecord record);

  /** Logback's short way where the logger is Logback's, else SLF4J's. */
  static EventSink of(String loggerName) {
    Logger logger = LoggerFactory.getLogger(loggerName);
    try {
      if (LogbackSink.takes(logger)) {
        return new LogbackSink(logger);
      }
    } catch (LinkageError e) {
      // Logback is not on the class path: another provider serves.
      return new Slf4jSink(logger);
    }
    return new Slf4jSink(logger);
  }
}
