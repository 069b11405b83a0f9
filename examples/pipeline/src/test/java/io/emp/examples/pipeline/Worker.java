package io.emp.examples.pipeline;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.util.Duration;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.emp.logging.ConnectorJsonEncoder;
import io.emp.logging.ConnectorLogger;
import io.emp.logging.fluent.DeliverySnapshot;
import io.emp.logging.fluent.FluentAppender;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A worker whose events go through the SDK's own appender, and what it has told so far. */
final class Worker implements AutoCloseable {

  private static final String LOGGER = "pipeline";
  private static final ObjectReader RECORD =
      JsonMapper.builder()
          .build()
          .readerFor(new TypeReference<LinkedHashMap<String, @Nullable Object>>() {});

  private final Logger logger;
  private final Written written = new Written();
  private final FluentAppender appender = new FluentAppender();
  private final ConnectorLogger connector =
      ConnectorLogger.builder()
          .machineId("railway-01")
          .workerId("worker-001")
          .serviceType("comfyui")
          .connectorId("comfyui-local")
          .loggerName(LOGGER)
          .build();

  /** Sends to a port of loopback, by the protocol, as soon as it can. */
  Worker(int port, String protocol, @Nullable String sharedKey) {
    this(port, protocol, sharedKey, "20 milliseconds");
  }

  Worker(int port, String protocol, @Nullable String sharedKey, String flushInterval) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    logger = context.getLogger(LOGGER);
    logger.setLevel(Level.TRACE);
    logger.setAdditive(false);
    written.setContext(context);
    written.start();
    appender.setContext(context);
    appender.setName("FLUENTD");
    appender.setHost("127.0.0.1");
    appender.setPort(port);
    appender.setProtocol(protocol);
    if (sharedKey != null) {
      appender.setSharedKey(sharedKey);
    }
    appender.setFlushInterval(Duration.valueOf(flushInterval));
    appender.setShutdownTimeout(Duration.valueOf("1 second"));
    appender.start();
    logger.addAppender(written);
    logger.addAppender(appender);
  }

  ConnectorLogger connector() {
    return connector;
  }

  DeliverySnapshot counts() {
    return Objects.requireNonNull(appender.snapshot(), "the appender did not start");
  }

  /**
   * What the records must be at the end of the way: those of the JSON encoder, with run and count.
   */
  List<Map<String, @Nullable Object>> records() throws IOException {
    List<Map<String, @Nullable Object>> records = new ArrayList<>();
    long seq = 0;
    for (byte[] line : written.lines()) {
      Map<String, @Nullable Object> record = RECORD.readValue(line);
      seq++;
      record.put("run_id", counts().runId());
      // As Jackson reads a small number.
      record.put("seq", Math.toIntExact(seq));
      records.add(record);
    }
    return records;
  }

  /** Waits until each event has been acknowledged by the first collector. */
  void awaitAcknowledged() {
    await("acknowledgement; " + counts())
        .atMost(java.time.Duration.ofSeconds(60))
        .until(() -> counts().acked() == counts().accepted());
  }

  @Override
  public void close() {
    logger.detachAppender(written);
    logger.detachAppender(appender);
    appender.stop();
  }

  private static final class Written extends AppenderBase<ILoggingEvent> {

    private final ConnectorJsonEncoder encoder = new ConnectorJsonEncoder();
    private final List<byte[]> lines = new ArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      synchronized (lines) {
        lines.add(encoder.encode(event));
      }
    }

    List<byte[]> lines() {
      synchronized (lines) {
        return List.copyOf(lines);
      }
    }
  }
}
