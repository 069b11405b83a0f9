package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;

@ExtendWith(NoLeaks.class)
class ConnectorLoggerTest {

  @RegisterExtension final EventRecorder events = new EventRecorder();

  // Plain events.

  static Stream<Arguments> plain() {
    return Stream.of(
        plain("trace", logger -> logger.trace("hello")),
        plain("debug", logger -> logger.debug("hello")),
        plain("info", logger -> logger.info("hello")),
        plain("warn", logger -> logger.warn("hello")),
        plain("error", logger -> logger.error("hello")));
  }

  static Stream<Arguments> withLambda() {
    return Stream.of(
        plain("trace", logger -> logger.trace("hello", e -> e.field("size", 7))),
        plain("debug", logger -> logger.debug("hello", e -> e.field("size", 7))),
        plain("info", logger -> logger.info("hello", e -> e.field("size", 7))),
        plain("warn", logger -> logger.warn("hello", e -> e.field("size", 7))),
        plain("error", logger -> logger.error("hello", e -> e.field("size", 7))));
  }

  static Stream<Arguments> withMap() {
    Map<String, Integer> fields = Map.of("size", 7);
    return Stream.of(
        plain("trace", logger -> logger.trace("hello", fields)),
        plain("debug", logger -> logger.debug("hello", fields)),
        plain("info", logger -> logger.info("hello", fields)),
        plain("warn", logger -> logger.warn("hello", fields)),
        plain("error", logger -> logger.error("hello", fields)));
  }

  static Stream<Arguments> withNothing() {
    return Stream.of(
        plain("trace", logger -> logger.trace(null, (Map<String, ?>) null)),
        plain("debug", logger -> logger.debug(null, (Consumer<LogEvent>) null)),
        plain("info", logger -> logger.info(null, (Map<String, ?>) null)),
        plain("info", logger -> logger.info(null)),
        plain("warn", logger -> logger.warn(null, (Consumer<LogEvent>) null)),
        plain("error", logger -> logger.error(null, (Throwable) null)),
        plain("error", logger -> logger.error(null, null, (Map<String, ?>) null)));
  }

  private static Arguments plain(String level, Consumer<StructuredLogger> call) {
    return Arguments.of(level, call);
  }

  @ParameterizedTest
  @MethodSource({"plain", "withLambda", "withMap"})
  void aPlainEventHasItsLevelMessageAndWorker(String level, Consumer<StructuredLogger> call) {
    call.accept(events.worker());
    assertThat(events.only())
        .containsEntry("level", level)
        .containsEntry("message", "hello")
        .containsEntry("logger", events.logger().getName())
        .containsEntry("thread", Thread.currentThread().getName())
        .containsEntry("machine_id", "machine-a")
        .containsEntry("worker_id", "worker-1")
        .containsEntry("service_type", "comfyui")
        .containsEntry("connector_id", "comfyui-local")
        .containsEntry("service_instance_id", "machine-machine-a.worker-1")
        .containsEntry("component", "connector")
        .containsKey("timestamp")
        .doesNotContainKeys("event_type", "job_id", "trace_id", "error_type");
  }

  @ParameterizedTest
  @MethodSource({"withLambda", "withMap"})
  void aPlainEventHasTheFieldsOfItsLambdaOrMap(String level, Consumer<StructuredLogger> call) {
    call.accept(events.worker());
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      call.accept(job);
    }
    assertThat(events.each("level")).containsExactly(level, level);
    assertThat(events.each("size")).containsExactly(7, 7);
    assertThat(events.each("job_id")).containsExactly("-", "job-1");
  }

  @ParameterizedTest
  @MethodSource("withNothing")
  void nullForEverythingIsAnEventWithAnEmptyMessage(String level, Consumer<StructuredLogger> call) {
    call.accept(events.worker());
    assertThat(events.only())
        .containsEntry("level", level)
        .containsEntry("message", "")
        .doesNotContainKeys("dropped_fields", "log_event_error");
  }

  static Stream<Consumer<StructuredLogger>> thrown() {
    IOException thrown = new IOException("broken pipe");
    return Stream.of(
        logger -> logger.error("hello", thrown),
        logger -> logger.error("hello", thrown, e -> e.field("size", 7)),
        logger -> logger.error("hello", thrown, Map.of("size", 7)));
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void anErrorWithAThrowableTellsItsClassMessageTypeAndStack(Consumer<StructuredLogger> call) {
    call.accept(events.worker());
    Map<String, Object> event = events.only();
    assertThat(event)
        .containsEntry("level", "error")
        .containsEntry("message", "hello")
        .containsEntry("error_type", "network")
        .containsEntry("error_message", "broken pipe")
        .containsEntry("exception_type", "java.io.IOException")
        .containsKey("stack_hash");
    assertThat((String) event.get("stack_trace"))
        .startsWith("java.io.IOException: broken pipe\n\tat " + getClass().getName() + ".thrown(");
    assertThat(event.getOrDefault("size", 7)).isEqualTo(7);
  }

  @Test
  void theFieldsBesideAThrowableAreKept() {
    IOException thrown = new IOException("broken pipe");
    events.worker().error("lambda", thrown, e -> e.field("size", 7));
    events.worker().error("map", thrown, Map.of("size", 8));
    assertThat(events.each("size")).containsExactly(7, 8);
  }

  @Test
  void aLambdaMayReplaceTheMessage() {
    events.worker().info("first", e -> e.message("second").message(null));
    assertThat(events.only()).containsEntry("message", "second");
  }

  @Test
  void aFieldSetAgainIsReplacedAndNullTakesItOut() {
    events
        .worker()
        .info(
            "x",
            e ->
                e.field("a", 1)
                    .field("a", 2)
                    .field("b", 1)
                    .field("b", null)
                    .model("m")
                    .model(null));
    assertThat(events.only()).containsEntry("a", 2).doesNotContainKeys("b", "model");
  }

  // Service events.

  @ParameterizedTest
  @CsvSource({"healthy,info", "HEALTHY,info", "unhealthy,warn", "degraded,warn"})
  void aHealthCheckTellsItsStatusAndWarnsUnlessHealthy(String status, String level) {
    events.worker().healthCheck(status);
    assertThat(events.only())
        .containsEntry("event_type", "health_check")
        .containsEntry("health_status", status)
        .containsEntry("level", level)
        .containsEntry("message", "Health check: " + status)
        .doesNotContainKey("job_status");
  }

  @Test
  void aHealthCheckTakesALambdaOrAMap() {
    events.worker().healthCheck("healthy", e -> e.field("vram_free_mb", 812));
    events.worker().healthCheck("healthy", Map.of("vram_free_mb", 813));
    events.worker().healthCheck(null);
    assertThat(events.each("vram_free_mb")).containsExactly(812, 813, "-");
    assertThat(events.each("health_status")).containsExactly("healthy", "healthy", "unknown");
    assertThat(events.each("event_type")).containsOnly("health_check");
  }

  @ParameterizedTest
  @CsvSource({
    "startup,service_startup",
    "Model Loaded!,service_model_loaded_",
    "connection-lost,service_connection_lost",
    ",service_event",
    "'  ',service_event"
  })
  void aServiceEventsTypeIsMadeIntoAName(@Nullable String type, String eventType) {
    events.worker().serviceEvent(type, "it happened");
    assertThat(events.only())
        .containsEntry("event_type", eventType)
        .containsEntry("level", "info")
        .containsEntry("message", "it happened");
  }

  @Test
  void aServiceEventsTypeIsBounded() {
    events.worker().serviceEvent("t".repeat(1000), "x");
    assertThat(events.only()).containsEntry("event_type", "service_" + "t".repeat(64));
  }

  @Test
  void aServiceEventTakesALambdaWithAndWithoutAMessage() {
    events.worker().serviceEvent("startup", e -> e.field("port", 8188));
    events.worker().serviceEvent("startup", "up", e -> e.field("port", 8189));
    assertThat(events.each("message")).containsExactly("Service startup", "up");
    assertThat(events.each("port")).containsExactly(8188, 8189);
    assertThat(events.each("event_type")).containsOnly("service_startup");
  }

  @Test
  void machineStartedResourceAllocatedAndServiceHealthChangedHaveTheirTypes() {
    ConnectorLogger worker = events.worker();
    worker.machineStarted();
    worker.machineStarted(e -> e.field("gpus", 2));
    worker.resourceAllocated(e -> e.field("vram_mb", 24_000));
    worker.serviceHealthChanged(e -> e.field("from", "healthy").field("to", "unhealthy"));
    assertThat(events.each("event_type"))
        .containsExactly(
            "machine_started", "machine_started", "resource_allocated", "service_health_changed");
    assertThat(events.each("level")).containsOnly("info");
    assertThat(events.each("message"))
        .containsExactly(
            "Machine started", "Machine started", "Resource allocated", "Service health changed");
    assertThat(events.each("job_status")).containsOnly("-");
    assertThat(events.each("gpus")).containsExactly("-", 2, "-", "-");
    assertThat(events.each("vram_mb")).containsExactly("-", "-", 24_000, "-");
    assertThat(events.each("to")).containsExactly("-", "-", "-", "unhealthy");
  }

  @Test
  void aJobLoggerTellsServiceEventsOfItsJob() {
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.resourceAllocated(e -> e.field("vram_mb", 24_000));
    }
    assertThat(events.only())
        .containsEntry("event_type", "resource_allocated")
        .containsEntry("job_id", "job-1");
  }

  // Never harm the host.

  @Test
  void aLambdaThatThrowsLeavesTheEventWithWhatItHadSet() {
    events
        .worker()
        .info(
            "hello",
            e -> {
              e.field("kept", 1);
              throw new IllegalStateException("of the lambda");
            });
    assertThat(events.only())
        .containsEntry("message", "hello")
        .containsEntry("kept", 1)
        .containsEntry("log_event_error", "java.lang.IllegalStateException");
  }

  @Test
  void aLambdaThatOverflowsTheStackLeavesTheEvent() {
    events.worker().info("hello", ConnectorLoggerTest::endless);
    assertThat(events.only()).containsEntry("log_event_error", "java.lang.StackOverflowError");
  }

  @SuppressWarnings("InfiniteRecursion")
  private static void endless(LogEvent event) {
    endless(event);
  }

  @Test
  void aMapThatThrowsLeavesTheEvent() {
    Map<String, Object> hostile =
        new HashMap<>() {
          private static final long serialVersionUID = 1;

          @Override
          public void forEach(
              java.util.function.BiConsumer<? super String, ? super Object> action) {
            throw new UnsupportedOperationException();
          }
        };
    events.worker().info("hello", hostile);
    assertThat(events.only())
        .containsEntry("message", "hello")
        .containsEntry("log_event_error", "java.lang.UnsupportedOperationException");
  }

  @Test
  void aDisabledLevelRunsNoLambda() {
    events.logger().setLevel(Level.WARN);
    AtomicBoolean ran = new AtomicBoolean();
    Consumer<LogEvent> lambda = e -> ran.set(true);
    ConnectorLogger worker = events.worker();
    worker.trace("x", lambda);
    worker.debug("x", lambda);
    worker.info("x", lambda);
    worker.healthCheck("healthy", lambda);
    worker.serviceEvent("startup", lambda);
    worker.machineStarted(lambda);
    worker.resourceAllocated(lambda);
    worker.serviceHealthChanged(lambda);
    try (JobLogger job = worker.withJobContext("job-1")) {
      job.jobReceived(lambda);
      job.jobProgress(lambda);
      job.jobCompleted(lambda);
    }
    assertThat(ran).isFalse();
    assertThat(events.all()).isEmpty();
    worker.warn("x", lambda);
    assertThat(ran).isTrue();
    assertThat(events.all()).hasSize(1);
  }

  @Test
  void anAppenderThatThrowsDoesNotReachTheCaller() {
    List<String> asked = new ArrayList<>();
    Appender<ILoggingEvent> hostile =
        new AppenderBase<>() {
          @Override
          public synchronized void doAppend(ILoggingEvent event) {
            asked.add(event.getFormattedMessage());
            throw new StackOverflowError("of the appender");
          }

          @Override
          protected void append(ILoggingEvent event) {}
        };
    hostile.setContext(events.logger().getLoggerContext());
    hostile.start();
    events.logger().addAppender(hostile);
    String result;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
    try {
      events.worker().info("hello");
      result = events.worker().withJobContext("job-1", job -> "done");
    } finally {
      System.setErr(before);
      events.logger().detachAppender(hostile);
    }
    assertThat(result).isEqualTo("done");
    assertThat(asked).containsExactly("hello", "Job received", "Job started", "Job completed");
    assertThat(told.toString(StandardCharsets.UTF_8))
        .contains("could not be handed to the logging system", "of the appender");
  }

  // Inside a job.

  @Test
  void theWorkersLoggerInsideAJobsScopeCarriesTheJob() {
    ConnectorLogger worker = events.worker();
    try (JobLogger job =
        worker.withJobContext(JobContext.builder("job-1").sessionId("s-1").build())) {
      worker.info("ours");
      job.info("the job's");
    }
    worker.info("afterwards");
    assertThat(events.each("job_id")).containsExactly("job-1", "job-1", "-");
    assertThat(events.each("session_id")).containsExactly("s-1", "s-1", "-");
    assertThat(events.each("trace_id").get(0))
        .isEqualTo(events.each("trace_id").get(1))
        .isNotEqualTo("-");
    assertThat(events.each("trace_id").get(2)).isEqualTo("-");
  }

  @Test
  void anotherWorkersLoggerInsideTheScopeCarriesTheJobAndItsOwnWorker() {
    ConnectorLogger other =
        events.builder().machineId("machine-b").workerId("worker-9").component("scaler").build();
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.info("first");
      other.info("second");
    }
    assertThat(events.withMessage("second"))
        .containsEntry("job_id", "job-1")
        .containsEntry("machine_id", "machine-b")
        .containsEntry("worker_id", "worker-9")
        .containsEntry("service_instance_id", "machine-machine-b.worker-9")
        .containsEntry("component", "scaler")
        .doesNotContainKeys("service_type", "connector_id");
  }

  @Test
  void whatElseTheMdcHoldsIsOnTheEventToo() {
    MDC.put("request", "r-1");
    MDC.put("job_id", "set by the host");
    events.worker().info("hello");
    MDC.clear();
    assertThat(events.only()).containsEntry("request", "r-1").doesNotContainKey("job_id");
  }

  @Test
  void aReservedNameIsKeptUnderAPrefix() {
    events.worker().info("hello", e -> e.field("machine_id", "forged").field("message", "forged"));
    assertThat(events.only())
        .containsEntry("machine_id", "machine-a")
        .containsEntry("message", "hello")
        .containsEntry("field_machine_id", "forged")
        .containsEntry("field_message", "forged");
  }
}
