package io.emp.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The lines that {@link ConnectorJsonEncoder} writes through one of Logback's own appenders, of a
 * logger context of the test's own for plain lines, or of a logger of the global one for those of
 * {@link ConnectorLogger}.
 */
final class LineRecorder implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
  private final Logger logger;

  private LineRecorder(Logger logger) {
    this.logger = logger;
    ConnectorJsonEncoder encoder = new ConnectorJsonEncoder();
    encoder.setContext(logger.getLoggerContext());
    encoder.start();
    appender.setContext(logger.getLoggerContext());
    appender.setEncoder(encoder);
    appender.setOutputStream(out);
    appender.start();
    logger.setAdditive(false);
    logger.setLevel(Level.TRACE);
    logger.addAppender(appender);
  }

  /** Of a context that nothing else uses, with the MDC of this JVM. */
  static LineRecorder ofOwnContext() {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(MDC.getMDCAdapter());
    return new LineRecorder(context.getLogger("plain"));
  }

  /** Of a logger with a name of its own, in the context that SLF4J gives out. */
  static LineRecorder ofGlobalContext() {
    return new LineRecorder((Logger) LoggerFactory.getLogger("lines" + COUNT.incrementAndGet()));
  }

  Logger logger() {
    return logger;
  }

  ConnectorLogger worker() {
    return ConnectorLogger.builder()
        .machineId("machine-a")
        .workerId("worker-1")
        .serviceType("comfyui")
        .connectorId("comfyui-local")
        .loggerName(logger.getName())
        .build();
  }

  /** What was written since this was last asked, each line with its line feed. */
  List<byte[]> takeLines() {
    byte[] all = out.toByteArray();
    out.reset();
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == '\n') {
        lines.add(Arrays.copyOfRange(all, start, i + 1));
        start = i + 1;
      }
    }
    if (start < all.length) {
      throw new AssertionError("the last line has no line feed");
    }
    return lines;
  }

  /** The one line written since this was last asked, as bytes. */
  byte[] takeLine() {
    List<byte[]> lines = takeLines();
    if (lines.size() != 1) {
      throw new AssertionError("expected one line, not " + lines.size());
    }
    return lines.get(0);
  }

  /** The one line written since this was last asked, valid in every way. */
  ObjectNode take() {
    return WireSchema.valid(takeLine());
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    appender.stop();
  }
}
