package io.emp.examples.benchmarks;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.apache.logging.log4j.util.StringMap;
import org.jspecify.annotations.Nullable;

/** The events whose encoding is measured. */
public enum SampleEvent {
  /** A line of SLF4J's, with 8 MDC entries and 6 key-values. */
  SLF4J("SLF4J event, 8 MDC entries, 6 key-values"),

  /** The same with a throwable of 20 frames and one cause. */
  SLF4J_THROWABLE("the same with a throwable of 20 frames and one cause"),

  /** The end of a job, told by {@code ConnectorLogger}, with as many fields. */
  JOB_COMPLETED("jobCompleted of ConnectorLogger, as many fields"),

  /** A job that failed, with the same throwable. */
  JOB_FAILED("jobFailed of ConnectorLogger, the same throwable");

  final String description;

  SampleEvent(String description) {
    this.description = description;
  }

  /**
   * An event as the logging systems hand it to their encoders.
   *
   * @param logback of Logback
   * @param log4j of Log4j 2, which has no key-values: all fields are in its thread context
   */
  record Logged(ILoggingEvent logback, LogEvent log4j) {}

  /**
   * Logs it.
   *
   * @param texts makes of each text of a line the one to log
   */
  Logged log(UnaryOperator<String> texts) {
    ILoggingEvent logback =
        switch (this) {
          case SLF4J, SLF4J_THROWABLE -> Sample.slf4jEvent(thrown(), texts);
          case JOB_COMPLETED -> Sample.jobCompleted();
          case JOB_FAILED -> Sample.jobFailed(Sample.failure());
        };
    return new Logged(logback, log4j(texts));
  }

  boolean isOfSlf4j() {
    return this == SLF4J || this == SLF4J_THROWABLE;
  }

  private @Nullable Throwable thrown() {
    return this == SLF4J_THROWABLE || this == JOB_FAILED ? Sample.failure() : null;
  }

  private LogEvent log4j(UnaryOperator<String> texts) {
    StringMap context = new SortedArrayStringMap();
    Sample.CONTEXT.forEach((key, value) -> context.putValue(key, texts.apply(value)));
    Sample.fields(texts).forEach((key, value) -> context.putValue(key, value.toString()));
    return Log4jLogEvent.newBuilder()
        .setLoggerName("io.example.worker.PromptQueue")
        .setLevel(Level.INFO)
        .setThreadName(Thread.currentThread().getName())
        .setTimeMillis(System.currentTimeMillis())
        .setMessage(new SimpleMessage(texts.apply(Sample.MESSAGE)))
        .setContextData(context)
        .setThrown(thrown())
        .build();
  }
}
