package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.util.FileSize;
import io.emp.logging.ConnectorJsonEncoder;
import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobContext;
import io.emp.logging.JobLogger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

/**
 * What holds between the appender and any collector: what is logged arrives, unchanged, in order,
 * and once, or more often only where an acknowledgement was lost.
 */
@Timeout(120)
abstract class CollectorContract {

  private static final String LOGGER = "contract";
  private static final String TAG = "contract.events";
  private static final Duration ARRIVAL = Duration.ofSeconds(60);

  /** All fields of the SDK's that some event has; others are the caller's. */
  private static final Set<String> FIELDS =
      Set.of(
          "timestamp",
          "level",
          "message",
          "logger",
          "thread",
          "trace_id",
          "span_id",
          "trace_flags",
          "job_id",
          "session_id",
          "workflow_id",
          "attempt",
          "machine_id",
          "worker_id",
          "service_type",
          "connector_id",
          "service_instance_id",
          "component",
          "event_type",
          "job_status",
          "duration_ms",
          "queue_wait_ms",
          "input_size",
          "output_size",
          "output_count",
          "progress",
          "model",
          "queue_position",
          "priority",
          "execution_step",
          "current_operation",
          "estimated_remaining_ms",
          "error_type",
          "error_message",
          "exception_type",
          "stack_trace",
          "stack_hash",
          "run_id",
          "seq");

  private static final Set<String> EVENT_TYPES =
      Set.of(
          "job_received",
          "job_started",
          "job_progress",
          "job_completed",
          "job_failed",
          "job_cancelled",
          "job_timed_out",
          "job_retried",
          "health_check",
          "service_startup",
          "machine_started",
          "resource_allocated",
          "service_health_changed");

  @TempDir private Path directory;
  private ContractCollector collector;
  private int port;

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger logger = context.getLogger(LOGGER);
  private final ConnectorLogger worker =
      ConnectorLogger.builder()
          .machineId("railway-01")
          .workerId("worker-001")
          .serviceType("comfyui")
          .connectorId("comfyui-local")
          .component("sampler")
          .loggerName(LOGGER)
          .build();
  private final JsonLines json = new JsonLines();

  // An environment of nothing: the collector that a developer's own may name is not meant.
  private final FluentAppender appender = new FluentAppender(Map.of());

  /** The collector of a test, not started. */
  abstract ContractCollector collector(Path directory) throws Exception;

  @BeforeEach
  void prepare() throws Exception {
    collector = collector(directory);
    collector.assumeInstalled();
    port = FreePort.find();
    logger.setLevel(Level.TRACE);
    logger.setAdditive(false);
    json.setContext(context);
    json.start();
    appender.setContext(context);
    appender.setHost("127.0.0.1");
    appender.setPort(port);
    appender.setTag(TAG);
    appender.setFlushInterval(millis(20));
    appender.setShutdownTimeout(millis(30_000));
  }

  @AfterEach
  void clean() throws Exception {
    logger.detachAppender(json);
    logger.detachAppender(appender);
    appender.stop();
    collector.stop();
  }

  @Test
  void everyFieldArrivesAsTheJsonEncoderWritesIt() throws Exception {
    collector.start(port);
    startAppender();
    logger.addAppender(json);

    logAllKindsOfEvents();

    List<ReceivedEvent> received = finish();
    assertArrivedAsWritten(received);
    assertThat(received)
        .flatExtracting(event -> event.fields().keySet())
        .as("the fields of all events")
        .containsAll(FIELDS);
    assertThat(received)
        .extracting(event -> event.fields().get("event_type"))
        .as("the types of all events")
        .containsAll(EVENT_TYPES)
        .containsNull();
    assertThat(received)
        .extracting(event -> event.fields().get("level"))
        .contains("trace", "debug", "info", "warn", "error");
  }

  private void logAllKindsOfEvents() {
    org.slf4j.Logger library = LoggerFactory.getLogger(LOGGER + ".library");
    worker.machineStarted(event -> event.field("gpu_count", 2));
    worker.serviceEvent("startup", "Connected", event -> event.field("version", "1.2.3"));
    worker.resourceAllocated(event -> event.field("vram_gb", 23.5).field("gpu", 0));
    worker.healthCheck("healthy");
    worker.serviceHealthChanged(event -> event.field("from", "healthy").field("to", "degraded"));
    worker.trace("at trace");
    worker.debug("at debug", Map.of("cached", true));
    library.info("outside any job");

    JobContext context =
        JobContext.builder("job-12345")
            .sessionId("s-1")
            .workflowId("wf-7")
            .attempt(2)
            .traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            .build();
    try (JobLogger job = worker.withJobContext(context);
        MDC.MDCCloseable closing = MDC.putCloseable("tenant", "t-9")) {
      job.jobReceived(event -> event.inputSize(1024).queuePosition(3).priority(-5));
      job.jobStarted(event -> event.queueWait(Duration.ofMillis(250)).model("sdxl"));
      job.jobProgress(
          event ->
              event
                  .progress(50)
                  .executionStep("KSampler")
                  .currentOperation("sampling")
                  .estimatedRemaining(Duration.ofSeconds(7)));
      job.info("Model loaded", Map.of("load_time_ms", 2500, "share", 0.25, "warm", false));
      library.info("a library's line of {}", "a job");
      library
          .atWarn()
          .addMarker(MarkerFactory.getMarker("SLOW"))
          .addKeyValue("elapsed_ms", 1234L)
          .addKeyValue("ratio", 1.5)
          .addKeyValue("labels", List.of("a", "b"))
          .addKeyValue("job_id", "not the caller's to write")
          .setCause(new IllegalStateException("outer", new IOException("connection reset")))
          .log("with all that SLF4J has");
      job.jobRetried(event -> event.field("reason", "preempted"));
      job.jobCompleted(
          event -> event.duration(Duration.ofSeconds(15)).outputCount(4).outputSize(1L << 40));
    }
    try (JobLogger job = worker.withJobContext("job-2")) {
      job.jobStarted();
      job.jobFailed(new IllegalArgumentException("bad prompt: \"\u00e9\ud83d\ude00\""));
      job.jobFailed("out of memory", event -> event.errorType("memory"));
      job.jobCancelled("by the user");
      job.jobTimedOut();
    }
  }

  @Test
  void whatAJobSaysArrivesAsItWasSaid() throws Exception {
    collector.start(port);
    startAppender();

    try (JobLogger job = worker.withJobContext("job-12345")) {
      job.jobProgress(event -> event.progress(50).executionStep("KSampler").priority(7));
      // Left open, the job would have its end told when its logger is garbage: to another test.
      job.jobCompleted();
    }

    List<ReceivedEvent> received = finish();
    assertThat(received).hasSize(2);
    Map<String, @Nullable Object> fields = comparable(received.get(0).fields());
    assertThat(fields)
        .contains(
            entry("level", "info"),
            entry("message", "Job progress"),
            entry("logger", LOGGER),
            entry("thread", Thread.currentThread().getName()),
            entry("job_id", "job-12345"),
            entry("machine_id", "railway-01"),
            entry("worker_id", "worker-001"),
            entry("service_type", "comfyui"),
            entry("connector_id", "comfyui-local"),
            entry("service_instance_id", "machine-railway-01.worker-001"),
            entry("component", "sampler"),
            entry("event_type", "job_progress"),
            entry("job_status", "processing"),
            entry("progress", number(50.0)),
            entry("priority", number(7L)),
            entry("execution_step", "KSampler"),
            entry("run_id", counts().runId()),
            entry("seq", number(1L)));
  }

  @Test
  void textOfEveryKindArrivesUnchanged() throws Exception {
    collector.start(port);
    startAppender();
    logger.addAppender(json);
    List<String> texts =
        List.of(
            "",
            " ",
            "plain",
            "quotes \" ' ` and \\ and / and \\u0041 and \\\\\"",
            "{\"json\": [1, \"in\", null]}",
            "line\nreturn\rboth\r\ntab\tform\fback\b",
            allControlCharacters(),
            "\u00e4\u00f6\u00fc\u00df \u20ac \u4f60\u597d \u05e9\u05dc\u05d5\u05dd \u0e2a",
            "separators \u0085 \u2028 \u2029, joined \u200d, byte order \ufeff, last \uffff",
            "\ud83d\ude00 \ud83d\udc69\u200d\ud83d\udcbb \ud834\udd1e \udbff\udfff",
            "%s %n %d {} ${HOME} #{1 + 1} <b>&amp;</b> [x] (y)",
            "x".repeat(31),
            "x".repeat(32),
            "x".repeat(255),
            "x".repeat(256),
            "y".repeat(30 * 1024),
            "\u00e9".repeat(15 * 1024),
            "\ud83d\ude00".repeat(30 * 256));

    for (String text : texts) {
      worker.info(text, event -> event.field("text", text));
    }

    List<ReceivedEvent> received = finish();
    assertArrivedAsWritten(received);
    assertThat(received).extracting(event -> event.fields().get("message")).isEqualTo(texts);
    assertThat(received).extracting(event -> event.fields().get("text")).isEqualTo(texts);
  }

  private static String allControlCharacters() {
    StringBuilder text = new StringBuilder();
    for (char c = 0; c <= 0x20; c++) {
      text.append(c);
    }
    for (char c = 0x7F; c <= 0xA0; c++) {
      text.append(c);
    }
    return text.toString();
  }

  @Test
  void aLoneSurrogateArrivesAsTheReplacementCharacter() throws Exception {
    collector.start(port);
    startAppender();
    logger.addAppender(json);
    List<String> texts = List.of("\ud83d", "\ude00", "a\ud83db", "\ude00\ud83d", "end \udbff");

    for (String text : texts) {
      worker.info(text, event -> event.field("k" + text, text));
    }

    List<ReceivedEvent> received = finish();
    assertArrivedAsWritten(received);
    assertThat(received)
        .extracting(event -> event.fields().get("message"))
        .containsExactly("\ufffd", "\ufffd", "a\ufffdb", "\ufffd\ufffd", "end \ufffd");
  }

  @Test
  void keysNumbersAndNestedValuesArriveInTheirOwnForm() throws Exception {
    collector.start(port);
    startAppender();
    logger.addAppender(json);
    Map<String, Object> values = new LinkedHashMap<>();
    List<Long> integers = integers();
    List<Double> doubles =
        List.of(
            0.0,
            50.0,
            -1.5,
            0.1,
            1.0 / 3,
            Math.PI,
            1e-7,
            1e17,
            123456789012345680.0,
            Double.MIN_VALUE,
            Double.MIN_NORMAL,
            Double.MAX_VALUE,
            -Double.MAX_VALUE);
    values.put("integers", integers);
    values.put("doubles", doubles);
    values.put("array", List.of(1L, 2L, 3L));
    values.put("yes", true);
    values.put("no", false);
    values.put("empty map", Map.of());
    values.put("empty list", List.of());
    values.put("nested", nested());
    values.put("a.dotted-key/with $signs", "v");
    values.put("\u043a\u043b\u044e\u0447 \ud83d\ude00 \"quoted\"\n", "v");

    worker.info("values", values);
    worker.info("array", event -> event.field("array", new int[] {1, 2, 3}));

    List<ReceivedEvent> received = finish();
    assertArrivedAsWritten(received);
    assertThat(comparable(received.get(0).fields())).containsAllEntriesOf(comparable(values));
    assertThat(comparable(received.get(1).fields()))
        .containsEntry("array", comparable(values).get("array"));
  }

  private static List<Long> integers() {
    List<Long> integers = new ArrayList<>();
    for (long edge :
        List.of(0L, 32L, 1L << 7, 1L << 8, 1L << 15, 1L << 16, 1L << 31, 1L << 32, 1L << 53)) {
      for (long value = edge - 1; value <= edge + 1; value++) {
        integers.add(value);
        integers.add(-value);
      }
    }
    integers.addAll(List.of(Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE - 1));
    integers.add(Long.MAX_VALUE);
    return integers;
  }

  private static Map<String, Object> nested() {
    Object value = "at the bottom";
    for (int level = 0; level < 3; level++) {
      value = Map.of("list", List.of(level, value, List.of(0.5, true, "s")), "text", "\u00e9");
    }
    return Map.of("deep", value);
  }

  @Test
  void recordsNearTheLimitArrive() throws Exception {
    collector.start(port);
    startAppender();
    logger.addAppender(json);

    for (int i = 0; i < 12; i++) {
      int number = i;
      worker.info(
          text(number, 30_000),
          event -> {
            for (int field = 0; field < 6; field++) {
              event.field("f" + field, text(number + field, 30_000));
            }
          });
    }

    List<ReceivedEvent> received = finish();
    assertArrivedAsWritten(received);
    assertThat(received)
        .allSatisfy(
            event ->
                assertThat(event.fields().values().toString())
                    .hasSizeGreaterThan(200 * 1024)
                    .doesNotContain("dropped_fields"));
  }

  private static String text(int number, int chars) {
    return ("text " + number + " ").repeat(chars).substring(0, chars);
  }

  @Test
  void aBurstOfFourThreadsArrivesOnceInTheOrderOfSeq() throws Exception {
    int threads = 4;
    int perThread = 5_000;
    collector.start(port);
    startAppender();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier together = new CyclicBarrier(threads);
      List<Future<?>> producers = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int producer = thread;
        producers.add(
            executor.submit(
                () -> {
                  together.await();
                  for (int i = 0; i < perThread; i++) {
                    logCounted(producer, i);
                  }
                  return null;
                }));
      }
      for (Future<?> producer : producers) {
        producer.get(60, TimeUnit.SECONDS);
      }
    } finally {
      executor.shutdownNow();
    }

    List<ReceivedEvent> received = finish();
    assertThat(seqs(received)).isEqualTo(gapless((long) threads * perThread));
    for (int producer = 0; producer < threads; producer++) {
      long of = producer;
      List<ReceivedEvent> own =
          received.stream().filter(event -> event.number("producer") == of).toList();
      assertThat(own)
          .extracting(event -> event.number("count"))
          .isEqualTo(LongStream.range(0, perThread).boxed().toList());
      assertTimesIncrease(own);
    }
    assertThat(counts().retried()).isZero();
  }

  /** Half of the producers speak through the SDK, half through SLF4J. */
  private void logCounted(int producer, int count) {
    if (producer % 2 == 0) {
      worker.info("counted", event -> event.field("producer", producer).field("count", count));
    } else {
      logger.atInfo().addKeyValue("producer", producer).addKeyValue("count", count).log("counted");
    }
  }

  @Test
  void whatIsLoggedBeforeTheCollectorIsThereArrivesOnce() throws Exception {
    int events = 3_000;
    appender.setChunkSize(new FileSize(FluentConfiguration.MIN_CHUNK_BYTES));
    startAppender();
    for (int i = 0; i < events; i++) {
      logCounted(i, i);
    }
    await("a failed attempt").atMost(ARRIVAL).until(() -> counts().retried() > 0);
    assertThat(counts().pending()).isEqualTo(events);

    collector.start(port);

    assertThat(seqs(finish())).isEqualTo(gapless(events));
  }

  @Test
  void aCollectorThatIsRestartedMissesNothing() throws Exception {
    collector.start(port);
    startAppender();
    ScheduledExecutorService producers = Executors.newScheduledThreadPool(2);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        int producer = i;
        running.add(
            producers.scheduleAtFixedRate(
                () -> logCounted(producer, 0), 0, 500, TimeUnit.MICROSECONDS));
      }
      awaitReceived(200);

      for (int restart = 1; restart <= 2; restart++) {
        long failedBefore = counts().retried();
        collector.stop();
        await("the appender's notice that the collector is gone")
            .atMost(ARRIVAL)
            .until(() -> counts().retried() > failedBefore);
        long acceptedWhileAway = counts().accepted();
        collector.start(port);
        await("what was logged while the collector was away")
            .atMost(ARRIVAL)
            .until(() -> counts().acked() > acceptedWhileAway);
      }
      assertThat(running).noneMatch(Future::isDone);
    } finally {
      producers.shutdown();
      assertThat(producers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    List<ReceivedEvent> received = finish();
    assertDuplicatesComeOfFailures(seqs(received));
    assertDuplicatesAreEqual(received);
  }

  @Test
  void aLostAcknowledgementBringsItsEventsAgainAndLosesNone() throws Exception {
    int answersToLose = 3;
    collector.start(port);
    try (ContractProxy proxy = new ContractProxy(port, answersToLose)) {
      appender.setPort(proxy.port());
      appender.setChunkSize(new FileSize(FluentConfiguration.MIN_CHUNK_BYTES));
      startAppender();
      for (int i = 0; i < 3_000; i++) {
        logCounted(i, i);
      }

      List<ReceivedEvent> received = finish();
      List<Long> seqs = seqs(received);
      assertDuplicatesComeOfFailures(seqs);
      assertDuplicatesAreEqual(received);
      // The first chunk comes once for each answer that was lost, and once more.
      assertThat(seqs.stream().filter(seq -> seq == 1)).hasSize(answersToLose + 1);
      assertThat(counts().retried()).isEqualTo(answersToLose);
    }
  }

  private void startAppender() {
    appender.start();
    assertThat(appender.isStarted()).isTrue();
    logger.addAppender(appender);
  }

  /** Ends the test's logging and returns all that has arrived, after nothing more can. */
  private List<ReceivedEvent> finish() throws Exception {
    DeliverySnapshot before = counts();
    await("acknowledgement of " + before.accepted() + " events")
        .atMost(ARRIVAL)
        .until(() -> counts().acked() == before.accepted());
    awaitReceived(before.accepted());
    appender.stop();
    collector.stop();

    DeliverySnapshot after = counts();
    assertThat(after.acked()).isEqualTo(after.accepted()).isEqualTo(before.accepted());
    assertThat(after.pending()).isZero();
    assertThat(after.droppedTotal()).isZero();
    List<ReceivedEvent> received = collector.received();
    assertThat(received).extracting(ReceivedEvent::tag).containsOnly(TAG);
    assertThat(received)
        .extracting(event -> event.fields().get("run_id"))
        .containsOnly(after.runId());
    return received;
  }

  /** Waits until so many events have arrived, duplicates not counted. */
  private void awaitReceived(long events) {
    await("arrival of " + events + " events")
        .atMost(ARRIVAL)
        .untilAsserted(
            () ->
                assertThat(collector.received().stream().map(ReceivedEvent::seq).distinct().count())
                    .as("events that arrived; %s", counts())
                    .isGreaterThanOrEqualTo(events));
  }

  private DeliverySnapshot counts() {
    return Objects.requireNonNull(appender.snapshot());
  }

  private static List<Long> seqs(List<ReceivedEvent> events) {
    return events.stream().map(ReceivedEvent::seq).toList();
  }

  private static List<Long> gapless(long count) {
    return LongStream.rangeClosed(1, count).boxed().toList();
  }

  /** For events that one thread has logged, each of which has arrived once. */
  private void assertArrivedAsWritten(List<ReceivedEvent> received) {
    List<Map<String, @Nullable Object>> written = json.records();
    assertThat(received).hasSameSizeAs(written);
    for (int i = 0; i < written.size(); i++) {
      ReceivedEvent event = received.get(i);
      Map<String, @Nullable Object> expected = new LinkedHashMap<>(written.get(i));
      expected.put("run_id", counts().runId());
      expected.put("seq", i + 1L);
      assertThat(comparable(event.fields())).isEqualTo(comparable(expected));
      Instant timestamp = Instant.parse(String.valueOf(event.fields().get("timestamp")));
      assertThat(event.time().truncatedTo(ChronoUnit.MICROS)).isEqualTo(timestamp);
    }
    assertTimesIncrease(received);
  }

  /** For events that one thread has logged. */
  private static void assertTimesIncrease(List<ReceivedEvent> received) {
    for (int i = 1; i < received.size(); i++) {
      assertThat(received.get(i).time())
          .as("time of event %d, the next after %s", i, received.get(i - 1).time())
          .isAfter(received.get(i - 1).time());
    }
  }

  /**
   * The count goes up by one, or back to what is not known to have arrived, which takes a failed
   * attempt.
   */
  private void assertDuplicatesComeOfFailures(List<Long> seqs) {
    long highest = 0;
    long previous = 0;
    long jumps = 0;
    for (long seq : seqs) {
      if (seq != previous + 1) {
        assertThat(seq).as("what follows %d, with %d the highest", previous, highest).isPositive();
        assertThat(seq).isLessThanOrEqualTo(highest);
        jumps++;
      }
      previous = seq;
      highest = Math.max(highest, seq);
    }
    assertThat(previous).isEqualTo(highest).isEqualTo(counts().accepted());
    // A connection that was used before may have been closed while it rested: one attempt more.
    assertThat(jumps).isLessThanOrEqualTo(2 * counts().retried());
  }

  private static void assertDuplicatesAreEqual(List<ReceivedEvent> received) {
    Map<Long, ReceivedEvent> first = new HashMap<>();
    for (ReceivedEvent event : received) {
      ReceivedEvent before = first.putIfAbsent(event.seq(), event);
      if (before != null) {
        assertThat(event).isEqualTo(before);
      }
    }
  }

  /** The record as it is compared, see {@link ContractCollector#comparable}. */
  @SuppressWarnings("unchecked")
  private Map<String, @Nullable Object> comparable(Map<String, ? extends @Nullable Object> record) {
    return (Map<String, @Nullable Object>)
        Objects.requireNonNull(ReceivedJson.withNumbers(record, this::number));
  }

  private Object number(Number number) {
    if (number instanceof Double) {
      return collector.comparable(new BigDecimal(number.toString()));
    }
    return collector.comparable(
        number instanceof Integer ? Long.valueOf(number.longValue()) : number);
  }

  private static ch.qos.logback.core.util.Duration millis(long millis) {
    return ch.qos.logback.core.util.Duration.valueOf(millis + " milliseconds");
  }

  /** Keeps the line of JSON of each event. */
  private static final class JsonLines extends AppenderBase<ILoggingEvent> {

    private final ConnectorJsonEncoder encoder = new ConnectorJsonEncoder();
    private final List<String> lines = new ArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      synchronized (lines) {
        lines.add(new String(encoder.encode(event), StandardCharsets.UTF_8));
      }
    }

    List<Map<String, @Nullable Object>> records() {
      synchronized (lines) {
        return lines.stream().map(JsonLines::record).collect(Collectors.toList());
      }
    }

    private static Map<String, @Nullable Object> record(String line) {
      try {
        return ReceivedJson.object(line);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
