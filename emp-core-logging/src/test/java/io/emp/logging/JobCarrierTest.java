package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A job's context through a map of texts. */
@ExtendWith(NoLeaks.class)
class JobCarrierTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String HEADER = "00-" + TRACE + "-" + SPAN + "-01";
  private static final String OTHER_TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String OTHER_SPAN = "b7ad6b7169203331";

  @RegisterExtension final EventRecorder events = new EventRecorder();

  private static Map<String, String> injected(JobContext job) {
    Map<String, String> hash = new HashMap<>();
    job.inject(hash);
    return hash;
  }

  private static Context inSpan(TraceState state) {
    return Context.root()
        .with(
            Span.wrap(SpanContext.create(OTHER_TRACE, OTHER_SPAN, TraceFlags.getSampled(), state)));
  }

  @Test
  void whatIsInjectedIsExtracted() {
    Instant submitted = Instant.parse("2026-11-24T14:39:52.123Z");
    JobContext job =
        JobContext.builder("job-1")
            .sessionId("session-1")
            .workflowId("workflow-1")
            .attempt(3)
            .traceparent(HEADER)
            .tracestate("vendor=x,other=y")
            .submittedAt(submitted)
            .build();
    JobContext read = JobContext.extract(injected(job));
    assertThat(read.jobId()).isEqualTo("job-1");
    assertThat(read.sessionId()).isEqualTo("session-1");
    assertThat(read.workflowId()).isEqualTo("workflow-1");
    assertThat(read.attempt()).isEqualTo(3);
    assertThat(read.traceparent()).isEqualTo(HEADER);
    assertThat(read.tracestate()).isEqualTo("vendor=x,other=y");
    assertThat(read.submittedAt()).isEqualTo(submitted);
  }

  @Test
  void everyKeyThatIsWrittenIsKnownAndOfItsForm() {
    JobContext job =
        JobContext.builder("job-1")
            .sessionId("s")
            .workflowId("w")
            .attempt(1)
            .traceparent(HEADER)
            .tracestate("a=b")
            .baggage("c=d")
            .build();
    Map<String, String> hash = injected(job);
    assertThat(hash)
        .containsOnlyKeys(
            "traceparent",
            "tracestate",
            "baggage",
            "job_trace_id",
            "job_span_id",
            "job_id",
            "session_id",
            "workflow_id",
            "attempt",
            "submitted_at")
        .containsEntry("job_trace_id", TRACE)
        .containsEntry("job_span_id", SPAN);
    assertThat(JobCarrier.KEYS).containsAll(hash.keySet());
  }

  @Test
  void whatIsNotKnownIsNotWrittenButForATraceAndTheTime() {
    Instant before = Instant.now();
    Map<String, String> hash = injected(JobContext.of("job-1"));
    assertThat(hash)
        .containsOnlyKeys("traceparent", "job_trace_id", "job_span_id", "job_id", "submitted_at");
    assertThat(Instant.parse(hash.get("submitted_at"))).isBetween(before, Instant.now());
    TraceContext made = TraceContext.parse(hash.get("traceparent"));
    assertThat(made).isNotNull();
    assertThat(made.traceId()).isEqualTo(hash.get("job_trace_id"));
    assertThat(made.spanId()).isEqualTo(hash.get("job_span_id"));
    assertThat(made.traceFlags()).isEqualTo("01");
  }

  @Test
  void aContextIsInjectedInOneTraceHoweverOften() {
    JobContext job = JobContext.of("job-1");
    assertThat(injected(job).get("traceparent")).isEqualTo(injected(job).get("traceparent"));
    assertThat(injected(JobContext.of("job-1")).get("traceparent"))
        .isNotEqualTo(injected(job).get("traceparent"));
  }

  @Test
  void submitterAndWorkerAreInOneTraceWithoutAnySpan() {
    JobContext submitted = JobContext.of("job-1");
    Map<String, String> hash = injected(submitted);
    JobSpan atSubmitter = JobTelemetry.NONE.start(submitted);
    JobSpan atWorker = JobTelemetry.NONE.start(JobContext.extract(hash));
    assertThat(atWorker.trace().traceId()).isEqualTo(atSubmitter.trace().traceId());
  }

  @Test
  void theCurrentSpanWinsWithItsStateAndItsBaggage() {
    JobContext job = JobContext.builder("job-1").traceparent(HEADER).tracestate("vendor=x").build();
    Map<String, String> hash;
    try (Scope span = inSpan(TraceState.builder().put("mine", "1").build()).makeCurrent();
        Scope baggage =
            Context.current().with(Baggage.builder().put("tenant", "acme").build()).makeCurrent()) {
      hash = injected(job);
    }
    assertThat(hash)
        .containsEntry("traceparent", "00-" + OTHER_TRACE + "-" + OTHER_SPAN + "-01")
        .containsEntry("tracestate", "mine=1")
        .containsEntry("baggage", "tenant=acme")
        .containsEntry("job_trace_id", OTHER_TRACE)
        .containsEntry("job_span_id", OTHER_SPAN);
  }

  @Test
  void anotherTracesStateIsNotGivenToTheCurrentSpan() {
    JobContext job = JobContext.builder("job-1").traceparent(HEADER).tracestate("vendor=x").build();
    try (Scope span = inSpan(TraceState.getDefault()).makeCurrent()) {
      assertThat(injected(job)).doesNotContainKey("tracestate");
    }
  }

  @Test
  void aJobSubmittedInAnotherJobsScopeIsInItsTrace() {
    Map<String, String> hash;
    try (JobLogger job =
        events.worker().withJobContext(JobContext.builder("job-1").traceparent(HEADER).build())) {
      hash = injected(JobContext.of("job-2"));
    }
    assertThat(hash).containsEntry("job_id", "job-2").containsEntry("traceparent", HEADER);
  }

  @Test
  void aTraceThatIsToldIsUsedWhateverIsCurrent() {
    Map<String, String> hash = new HashMap<>();
    TraceContext told = new TraceContext(TRACE, SPAN, "00");
    try (Scope span = inSpan(TraceState.getDefault()).makeCurrent()) {
      JobContext.of("job-1").inject(hash::put, told);
    }
    assertThat(hash).containsEntry("traceparent", "00-" + TRACE + "-" + SPAN + "-00");
  }

  @Test
  void baggageIsPassedOnWhereNoneIsCurrent() {
    assertThat(injected(JobContext.extract(Map.of("job_id", "a", "baggage", "tenant=acme"))))
        .containsEntry("baggage", "tenant=acme");
  }

  @Test
  void theNextAttemptIsInTheSameTraceAndWaitsAnew() {
    JobContext first =
        JobContext.builder("job-1")
            .sessionId("session-1")
            .workflowId("workflow-1")
            .traceparent(HEADER)
            .tracestate("a=b")
            .submittedAt(Instant.EPOCH)
            .build();
    JobContext second = first.nextAttempt();
    assertThat(second.jobId()).isEqualTo("job-1");
    assertThat(second.sessionId()).isEqualTo("session-1");
    assertThat(second.workflowId()).isEqualTo("workflow-1");
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.nextAttempt().attempt()).isEqualTo(3);
    assertThat(second.traceparent()).isEqualTo(HEADER);
    assertThat(second.tracestate()).isEqualTo("a=b");
    assertThat(second.submittedAt()).isNull();
    JobContext made = JobContext.of("job-2");
    String trace = injected(made).get("traceparent");
    assertThat(injected(made.nextAttempt())).containsEntry("traceparent", trace);
  }

  @ParameterizedTest
  @CsvSource({
    "4bf92f3577b34da6a3ce929d0e0e4736, 00f067aa0ba902b7, 4bf92f3577b34da6a3ce929d0e0e4736, 00f067aa0ba902b7",
    "4BF92F35-77B3-4DA6-A3CE-929D0E0E4736, 00F067AA0BA902B7, 4bf92f3577b34da6a3ce929d0e0e4736, 00f067aa0ba902b7",
    "a3ce929d0e0e4736, 00f067aa0ba902b7, 0000000000000000a3ce929d0e0e4736, 00f067aa0ba902b7",
    "4bf92f3577b34da6a3ce929d0e0e4736, '', 4bf92f3577b34da6a3ce929d0e0e4736, a3ce929d0e0e4736",
    "4bf92f3577b34da6a3ce929d0e0e4736, span, 4bf92f3577b34da6a3ce929d0e0e4736, a3ce929d0e0e4736",
    "4bf92f3577b34da60000000000000000, '', 4bf92f3577b34da60000000000000000, 0000000000000001",
  })
  void olderIdsOfATraceAreRead(String trace, String span, String traceId, String spanId) {
    JobContext job = JobContext.extract(Map.of("job_trace_id", trace, "job_span_id", span));
    assertThat(job.traceparent()).isEqualTo("00-" + traceId + "-" + spanId + "-01");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "trace", "0000000000000000", "00000000000000000000000000000000", "4bf92f35"})
  void whatIsNoTraceIdIsNone(String trace) {
    assertThat(JobContext.extract(Map.of("job_trace_id", trace)).traceparent()).isNull();
  }

  @Test
  void aTraceparentWinsOverOlderIdsUnlessItIsNotValid() {
    Map<String, String> hash = new HashMap<>(Map.of("job_trace_id", OTHER_TRACE));
    hash.put("traceparent", HEADER);
    assertThat(JobContext.extract(hash).traceparent()).isEqualTo(HEADER);
    hash.put("traceparent", "garbage");
    assertThat(JobContext.extract(hash).traceparent()).contains(OTHER_TRACE);
  }

  @ParameterizedTest
  @CsvSource({
    "attempt, 3, 3",
    "attempt, ' 3 ', 3",
    "retry_count, 0, 1",
    "retry_count, 2, 3",
    "attempt, 0,",
    "attempt, -1,",
    "attempt, three,",
    "attempt, 99999999999999999999,",
    "retry_count, -1,",
  })
  void theAttemptIsReadOrCountedFromRetries(String key, String value, @Nullable Long attempt) {
    assertThat(JobContext.extract(Map.of(key, value)).attempt()).isEqualTo(attempt);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-24T14:39:52.5Z, 2026-11-24T14:39:52.500Z",
    "2026-11-24T15:39:52+01:00, 2026-11-24T14:39:52Z",
    "1795531192, 2026-11-24T14:39:52Z",
    "1795531192.5, 2026-11-24T14:39:52.500Z",
    "1795531192500, 2026-11-24T14:39:52.500Z",
    "1.7955311925E12, 2026-11-24T14:39:52.500Z",
    "2026-11-24T14:39:52,",
    "yesterday,",
    "-1,",
    "0,",
    "NaN,",
    "Infinity,",
    "1e300,",
  })
  void theTimeOfSubmissionIsIsoOrANumber(String text, @Nullable Instant time) {
    assertThat(JobContext.extract(Map.of("submitted_at", text)).submittedAt()).isEqualTo(time);
    assertThat(JobContext.extract(Map.of("created_at", text)).submittedAt()).isEqualTo(time);
  }

  @Test
  void theIdIsTheOneGivenElseTheCarriers() {
    assertThat(JobContext.extract("given", Map.of("job_id", "a")).jobId()).isEqualTo("given");
    assertThat(JobContext.extract(" ", Map.of("job_id", "a")).jobId()).isEqualTo("a");
    assertThat(JobContext.extract(Map.of("job_id", "a", "id", "b")).jobId()).isEqualTo("a");
    assertThat(JobContext.extract(Map.of("id", "b")).jobId()).isEqualTo("b");
    assertThat(JobContext.extract(Map.of()).jobId()).isEqualTo("unknown");
  }

  @Test
  void keysAreFoundHoweverAHeaderIsWritten() {
    Map<String, String> headers =
        Map.of("Traceparent", HEADER, "Job-Id", "job-1", "SESSION_ID", "session-1");
    JobContext job = JobContext.extract(headers);
    assertThat(job.traceparent()).isEqualTo(HEADER);
    assertThat(job.jobId()).isEqualTo("job-1");
    assertThat(job.sessionId()).isEqualTo("session-1");
    TreeMap<String, String> server = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    server.putAll(headers);
    JobContext fromServer = JobContext.extract(server::get);
    assertThat(fromServer.jobId()).isEqualTo("job-1");
    assertThat(fromServer.traceparent()).isEqualTo(HEADER);
  }

  @Test
  void theExactKeyWins() {
    Map<String, String> both = new LinkedHashMap<>();
    both.put("JOB_ID", "loud");
    both.put("job_id", "exact");
    assertThat(JobContext.extract(both).jobId()).isEqualTo("exact");
  }

  @Test
  void aCarrierThatThrowsOrHoldsAnythingHarmsNothing() {
    Map<String, String> throwing =
        new AbstractMap<>() {
          @Override
          public String get(@Nullable Object key) {
            throw new IllegalStateException("get");
          }

          @Override
          public String put(String key, String value) {
            throw new IllegalStateException("put");
          }

          @Override
          public Set<Entry<String, String>> entrySet() {
            throw new IllegalStateException("entrySet");
          }
        };
    assertThat(JobContext.extract(throwing).jobId()).isEqualTo("unknown");
    assertThatCode(() -> JobContext.of("a").inject(throwing)).doesNotThrowAnyException();
    assertThatCode(() -> JobContext.of("a").inject(Map.of())).doesNotThrowAnyException();
    assertThatCode(() -> JobContext.of("a").inject((Map<String, String>) null))
        .doesNotThrowAnyException();
    assertThatCode(() -> JobContext.of("a").inject((BiConsumer<String, String>) null))
        .doesNotThrowAnyException();
    assertThat(JobContext.extract((Map<String, String>) null).jobId()).isEqualTo("unknown");
    assertThat(JobContext.extract((Function<String, String>) null).jobId()).isEqualTo("unknown");
    assertThat(
            JobContext.extract(
                    "a",
                    (Function<String, String>)
                        key -> {
                          throw new StackOverflowError();
                        })
                .jobId())
        .isEqualTo("a");
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void valuesThatAreNoTextsAreIgnored() {
    Map raw = new HashMap();
    raw.put("job_id", 12L);
    raw.put(7, "seven");
    raw.put("session_id", "session-1");
    raw.put(null, null);
    JobContext job = JobContext.extract((Map<String, String>) raw);
    assertThat(job.jobId()).isEqualTo("unknown");
    assertThat(job.sessionId()).isEqualTo("session-1");
  }

  @Test
  void immenseValuesAreIgnored() {
    Map<String, String> immense = new HashMap<>();
    for (String key : JobCarrier.KEYS) {
      immense.put(key, "1".repeat(10_000_000));
    }
    JobContext job = JobContext.extract(immense);
    assertThat(job.jobId()).isEqualTo("unknown");
    assertThat(job.attempt()).isNull();
    assertThat(job.submittedAt()).isNull();
    assertThat(job.traceparent()).isNull();
    assertThat(job.baggage()).isNull();
  }

  @Test
  void oneNameThatIsRefusedLeavesTheOthers() {
    Map<String, String> headers = new HashMap<>();
    JobContext.builder("job-1")
        .sessionId("session-1")
        .build()
        .inject(
            (key, value) -> {
              if (key.equals("job_id")) {
                throw new IllegalArgumentException("not allowed");
              }
              headers.put(key, value);
            });
    assertThat(headers).containsKeys("traceparent", "session_id").doesNotContainKey("job_id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a=b\r\nset-cookie: x", "ключ=1"})
  void aStateThatIsNoHeaderIsNone(String state) {
    assertThat(JobContext.builder("a").tracestate(state).build().tracestate()).isNull();
    assertThat(JobContext.builder("a").tracestate("x".repeat(8193)).build().tracestate()).isNull();
  }
}
