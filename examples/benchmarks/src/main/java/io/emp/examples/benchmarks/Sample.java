package io.emp.examples.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobContext;
import io.emp.logging.JobLogger;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.spi.LoggingEventBuilder;

/** The events that all are measured with: a line of a job, with 8 MDC entries and 6 key-values. */
final class Sample {

  static final String MESSAGE = "Sampling finished, decoding the latent image";

  /** As a worker's threads have them while a job is on them. */
  static final Map<String, String> CONTEXT =
      ordered(
          "job_id", "job-7f3c9a52-1d4e-4b8a-9c60-52f1e8d7a3b4",
          "trace_id", "4bf92f3577b34da6a3ce929d0e0e4736",
          "span_id", "00f067aa0ba902b7",
          "session_id", "session-20261125-0042",
          "workflow_id", "wf-portrait-upscale",
          "machine_id", "gpu-machine-017",
          "worker_id", "gpu-machine-017.worker-2",
          "service_type", "comfyui");

  /** Texts, whole numbers, a double and a truth value. */
  static final Map<String, Object> FIELDS =
      ordered(
          "node",
          "KSampler",
          "checkpoint",
          "sdxl-base-1.0",
          "elapsed_ms",
          12_345L,
          "width",
          1024,
          "guidance",
          7.5,
          "cached",
          true);

  private static final int FRAMES = 20;

  private Sample() {}

  /**
   * What a logger of SLF4J makes of the sample. The thread keeps the MDC, as one does that encodes
   * what it logs.
   *
   * @param texts makes of each text the one to log
   */
  static ILoggingEvent slf4jEvent(@Nullable Throwable thrown, UnaryOperator<String> texts) {
    return captured(
        logger -> {
          CONTEXT.forEach((key, value) -> MDC.put(key, texts.apply(value)));
          log(logger, thrown, fields(texts), texts.apply(MESSAGE));
        });
  }

  /** The key-values, with other texts. */
  static Map<String, Object> fields(UnaryOperator<String> texts) {
    Map<String, Object> fields = new LinkedHashMap<>(FIELDS);
    fields.replaceAll((key, value) -> value instanceof String text ? texts.apply(text) : value);
    return fields;
  }

  /** A line with so many key-values, and no MDC. */
  static ILoggingEvent eventOf(int fields) {
    Map<String, Object> some = new LinkedHashMap<>();
    for (int i = 0; i < fields; i++) {
      some.put("measured_value_" + i, "value of number " + i);
    }
    return captured(logger -> log(logger, null, some, MESSAGE));
  }

  /**
   * What {@link ConnectorLogger} makes of a job's end: 8 ids and 6 fields. The thread stays in the
   * job's scope.
   */
  static ILoggingEvent jobCompleted() {
    return captured(
        logger -> {
          completed(connector(logger.getName()).withJobContext(jobContext()));
        });
  }

  /** The same with a failure. */
  static ILoggingEvent jobFailed(Throwable thrown) {
    return captured(
        logger -> {
          JobLogger job = connector(logger.getName()).withJobContext(jobContext());
          job.jobFailed(thrown, event -> FIELDS.forEach(event::field));
        });
  }

  private static void completed(JobLogger job) {
    job.jobCompleted(
        event ->
            event
                .duration(Duration.ofMillis(12_345))
                .outputCount(4)
                .outputSize(1_048_576)
                .field("node", "KSampler")
                .field("checkpoint", "sdxl-base-1.0")
                .field("guidance", 7.5));
  }

  private static ConnectorLogger connector(String loggerName) {
    return ConnectorLogger.builder()
        .machineId(id("machine_id"))
        .workerId(id("worker_id"))
        .serviceType(id("service_type"))
        .loggerName(loggerName)
        .build();
  }

  private static String id(String name) {
    return Objects.requireNonNull(CONTEXT.get(name));
  }

  private static JobContext jobContext() {
    return JobContext.builder(id("job_id"))
        .sessionId(CONTEXT.get("session_id"))
        .workflowId(CONTEXT.get("workflow_id"))
        .traceparent("00-" + CONTEXT.get("trace_id") + "-" + CONTEXT.get("span_id") + "-01")
        .build();
  }

  /** Puts the sample's context into the calling thread's MDC. */
  static void enter() {
    CONTEXT.forEach(MDC::put);
  }

  /** One log call, as an application writes it. */
  static void log(org.slf4j.Logger logger) {
    logger
        .atInfo()
        .addKeyValue("node", "KSampler")
        .addKeyValue("checkpoint", "sdxl-base-1.0")
        .addKeyValue("elapsed_ms", 12_345L)
        .addKeyValue("width", 1024)
        .addKeyValue("guidance", 7.5)
        .addKeyValue("cached", true)
        .log(MESSAGE);
  }

  private static void log(
      org.slf4j.Logger logger,
      @Nullable Throwable thrown,
      Map<String, Object> fields,
      String message) {
    LoggingEventBuilder line = logger.atInfo();
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      line = line.addKeyValue(field.getKey(), field.getValue());
    }
    line.setCause(thrown).log(message);
  }

  /** A failure of 20 frames with one cause, which has 20 too and shares all but two of them. */
  static Throwable failure() {
    return deeper(FRAMES);
  }

  private static Throwable deeper(int left) {
    if (left > 1) {
      return deeper(left - 1);
    }
    Throwable cause = new IOException("connection reset by peer: /127.0.0.1:8188");
    Throwable failure = new IllegalStateException("prompt could not be queued", cause);
    failure.setStackTrace(first(failure));
    cause.setStackTrace(first(cause));
    return failure;
  }

  private static StackTraceElement[] first(Throwable thrown) {
    StackTraceElement[] frames = thrown.getStackTrace();
    if (frames.length < FRAMES) {
      throw new IllegalStateException("only " + frames.length + " frames");
    }
    return Arrays.copyOf(frames, FRAMES);
  }

  private interface Telling {
    void accept(Logger logger);
  }

  private static ILoggingEvent captured(Telling telling) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger logger = context.getLogger("io.example.worker.PromptQueue");
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
    LastEvent last = new LastEvent();
    last.setContext(context);
    last.start();
    logger.addAppender(last);
    try {
      telling.accept(logger);
    } finally {
      logger.detachAppender(last);
    }
    return last.event();
  }

  @SuppressWarnings("unchecked")
  private static <V> Map<String, V> ordered(Object... keysAndValues) {
    Map<String, V> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], (V) keysAndValues[i + 1]);
    }
    return map;
  }

  /** Keeps the last event it was given. */
  private static final class LastEvent extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private @Nullable ILoggingEvent last;

    @Override
    protected void append(ILoggingEvent event) {
      // While the thread's MDC is what the event shall have.
      event.prepareForDeferredProcessing();
      last = event;
    }

    ILoggingEvent event() {
      return Objects.requireNonNull(last);
    }
  }
}
