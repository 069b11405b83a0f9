package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A secret given in any way leaves in none: each carrier of events is asked for all it has. */
@ExtendWith(NoLeaks.class)
class MaskedCarriersTest {

  /** In every secret that is given here. */
  private static final String LEAK = "hunter2";

  private static final String BEARER = "Bearer x9" + LEAK;

  @RegisterExtension final EventRecorder events = new EventRecorder();

  @AfterEach
  void clear() {
    MDC.clear();
  }

  private static void secrets(LogEvent event) {
    event
        .currentOperation("GET https://joe:" + LEAK + "@host/")
        .executionStep("token=" + LEAK)
        .model("m?api_key=" + LEAK)
        .field("password", LEAK)
        .field("openaiApiKey", Optional.of(LEAK))
        .field("pin_token", 4711)
        .field("credentials", Map.of("user", LEAK))
        .field("has_token", true)
        .field("token_usage", 42)
        .field("note", "sent " + BEARER)
        .field("object", java.net.URI.create("https://h/?secret=" + LEAK))
        .field(
            "request",
            Map.of(
                "headers",
                Map.of(
                    "Authorization",
                    BEARER,
                    "Set-Cookie",
                    List.of("sid=" + LEAK),
                    "Host",
                    "example.com"),
                "urls",
                List.of("https://host/?token=" + LEAK, new String[] {BEARER}),
                "by key",
                Map.of("password=" + LEAK, 1)));
  }

  private static Exception thrown() {
    Exception thrown =
        new IOException("401 for " + BEARER, new IllegalStateException("password=" + LEAK));
    thrown.addSuppressed(new IllegalArgumentException("token=" + LEAK));
    return thrown;
  }

  private static void assertMasked(Map<String, Object> event) {
    assertThat(String.valueOf(event)).doesNotContain(LEAK, "4711");
    assertThat(event)
        .containsEntry("message", "Called with api_key=***")
        .containsEntry("current_operation", "GET https://***@host/")
        .containsEntry("execution_step", "token=***")
        .containsEntry("model", "m?api_key=***")
        .containsEntry("error_message", "401 for Bearer ***")
        .containsEntry("password", "***")
        .containsEntry("openaiApiKey", "***")
        .containsEntry("pin_token", "***")
        .containsEntry("credentials", "***")
        .containsEntry("has_token", true)
        .containsEntry("token_usage", 42)
        .containsEntry("note", "sent Bearer ***")
        .containsEntry("object", "https://h/?secret=***");
    assertThat(event.get("request"))
        .isEqualTo(
            Map.of(
                "headers",
                Map.of("Authorization", "***", "Set-Cookie", "***", "Host", "example.com"),
                "urls",
                List.of("https://host/?token=***", List.of("Bearer ***")),
                "by key",
                Map.of("password=***", 1)));
  }

  private static ConnectorLogger worker(Logger logger, JobEventListener... listeners) {
    ConnectorLogger.Builder builder =
        ConnectorLogger.builder()
            .machineId("machine-a")
            .workerId("worker-1")
            .loggerName(logger.getName());
    for (JobEventListener listener : listeners) {
      builder.listener(listener);
    }
    return builder.build();
  }

  private static void log(ConnectorLogger logger) {
    MDC.put("session_token", LEAK);
    MDC.put("request_line", "GET /?secret=" + LEAK);
    logger.error("Called with api_key=" + LEAK, thrown(), MaskedCarriersTest::secrets);
  }

  @Test
  void ourEncoderMasksAnEventOfOurs() {
    log(worker(events.logger()));
    Map<String, Object> event = events.only();
    assertMasked(event);
    assertThat(event)
        .containsEntry("session_token", "***")
        .containsEntry("request_line", "GET /?secret=***");
    assertThat((String) event.get("stack_trace"))
        .contains("IOException: 401 for Bearer ***\n", "IllegalStateException: password=***\n")
        .contains("IllegalArgumentException: token=***\n");
  }

  @Test
  void ourEncoderMasksAnyLibrarysLine() {
    MDC.put("session_token", LEAK);
    MDC.put("request_line", "GET /?secret=" + LEAK);
    events
        .library()
        .atError()
        .addKeyValue("password", LEAK)
        .addKeyValue("headers", Map.of("Cookie", LEAK, "Accept", "*/*"))
        .setCause(thrown())
        .log("Called with {} and {}", "api_key=" + LEAK, BEARER);

    Map<String, Object> event = events.only();
    assertThat(String.valueOf(event)).doesNotContain(LEAK);
    assertThat(event)
        .containsEntry("message", "Called with api_key=*** and Bearer ***")
        .containsEntry("password", "***")
        .containsEntry("headers", Map.of("Cookie", "***", "Accept", "*/*"))
        .containsEntry("session_token", "***")
        .containsEntry("request_line", "GET /?secret=***");
  }

  @Test
  void whatOthersAskAnEventOfOursForIsMasked() {
    List<Map<String, Object>> asked = new ArrayList<>();
    List<Map<String, String>> mdcs = new ArrayList<>();
    AppenderBase<ILoggingEvent> other =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            Map<String, Object> all = new java.util.HashMap<>();
            event.getKeyValuePairs().forEach(pair -> all.put(pair.key, pair.value));
            all.put("message", event.getMessage());
            assertThat(event.getFormattedMessage()).isEqualTo(event.getMessage());
            assertThat(event.toString()).doesNotContain(LEAK);
            asked.add(all);
            mdcs.add(event.getMDCPropertyMap());
          }
        };
    attach(other);
    log(worker(events.logger()));
    events.logger().detachAppender(other);

    assertThat(asked).hasSize(1);
    assertMasked(asked.get(0));
    assertThat(mdcs.get(0))
        .containsEntry("session_token", "***")
        .containsEntry("request_line", "GET /?secret=***")
        .containsEntry("machine_id", "machine-a");
  }

  private void attach(AppenderBase<ILoggingEvent> appender) {
    appender.setContext(events.logger().getLoggerContext());
    appender.start();
    events.logger().addAppender(appender);
  }

  @Test
  void anotherEncoderWritesAnEventOfOursMaskedButForItsThrowable() {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(events.logger().getLoggerContext());
    encoder.start();
    List<String> lines = new ArrayList<>();
    AppenderBase<ILoggingEvent> other =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(new String(encoder.encode(event), java.nio.charset.StandardCharsets.UTF_8));
          }
        };
    attach(other);
    MDC.put("session_token", LEAK);
    worker(events.logger()).warn("Called with api_key=" + LEAK, MaskedCarriersTest::secrets);
    events.logger().detachAppender(other);

    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).doesNotContain(LEAK).contains("Called with api_key=***");
  }

  @Test
  void anyOtherProviderIsHandedMaskedEvents() {
    Logger logger = (Logger) LoggerFactory.getLogger("masked.slf4j");
    logger.setLevel(Level.TRACE);
    LogEvent fields = new LogEvent();
    secrets(fields);
    fields.errorMessage("401 for " + BEARER);
    List<Map<String, Object>> asked = new ArrayList<>();
    AppenderBase<ILoggingEvent> other =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            Map<String, Object> all = new java.util.HashMap<>();
            event.getKeyValuePairs().forEach(pair -> all.put(pair.key, pair.value));
            all.put("message", event.getFormattedMessage());
            asked.add(all);
          }
        };
    other.setContext(logger.getLoggerContext());
    other.start();
    logger.setAdditive(false);
    logger.addAppender(other);
    new Slf4jSink(logger)
        .emit(
            new EventRecord(
                org.slf4j.event.Level.ERROR,
                "Called with api_key=" + LEAK,
                fields.seal(),
                ContextFields.ofEnvironment(),
                null,
                null));
    logger.detachAppender(other);

    assertThat(asked).hasSize(1);
    assertMasked(asked.get(0));
  }

  @Test
  void aListenerIsToldMaskedEvents() {
    List<WorkerEvent> told = new CopyOnWriteArrayList<>();
    JobEventListener listener =
        new JobEventListener() {
          @Override
          public void onJobEvent(JobEvent event) {
            told.add(event);
          }

          @Override
          public void onServiceEvent(ServiceEvent event) {
            told.add(event);
          }

          @Override
          public Dispatch dispatch() {
            return Dispatch.CALLER_THREAD;
          }
        };
    try (JobLogger job = worker(events.logger(), listener).withJobContext("job-1")) {
      job.jobStarted();
      job.jobFailed(
          thrown(),
          e -> {
            secrets(e);
            e.message("Called with api_key=" + LEAK);
          });
    }
    assertThat(told).hasSize(2);
    assertMasked(told.get(1).fields());
    assertThat(told.get(1).message()).isEqualTo("Called with api_key=***");
    assertThat(told.get(1).toString()).doesNotContain(LEAK);
  }

  @Test
  void theIdsOfTheSdkAreNoSecretsWhateverTheyLookLike() {
    String id = "token=abc";
    try (JobLogger job = worker(events.logger()).withJobContext(id)) {
      job.info("hello");
    }
    assertThat(events.withMessage("hello")).containsEntry("job_id", id);
  }

  @Test
  void aSecretAcrossTheCutOfATextLeavesNothingInTheRecord() {
    int cut = FieldWriter.MAX_STRING_BYTES;
    for (int before = 0; before < 40; before++) {
      String text = "x".repeat(cut - 50 - before) + " password=" + LEAK + LEAK + "y".repeat(50_000);
      worker(events.logger()).info(text, e -> e.field("text", text));
    }
    assertThat(events.all()).hasSize(40);
    assertThat(events.all().toString()).doesNotContain("hunter").contains("password=***");
  }

  @Test
  void aSecretAcrossTheCutOfAThrowablesMessageLeavesNothingInTheStack() {
    for (int before = 0; before < 80; before++) {
      String text = "x".repeat(1024 - before) + " " + BEARER;
      worker(events.logger()).error("failed", new IOException(text));
    }
    assertThat(events.all().toString()).doesNotContain("Bearer x", "hunter");
  }
}
