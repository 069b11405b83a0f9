package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(NoLeaks.class)
class OpenTelemetryTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private static final String CHILD = "00f067aa0ba902b7";
  private static final String HEADER = "00-4bf92f3577b34da6a3ce929d0e0e4736-a3ce929d0e0e4736-00";

  @RegisterExtension final EventRecorder events = new EventRecorder();

  private static Span span(String traceId, String spanId) {
    return Span.wrap(
        SpanContext.create(traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault()));
  }

  private static void assertTrace(Map<String, Object> event, String traceId, String spanId) {
    assertThat(event)
        .containsEntry("trace_id", traceId)
        .containsEntry("span_id", spanId)
        .containsEntry("trace_flags", "01");
  }

  @Test
  void aJobOpenedInASpanBelongsToItsTraceWhateverTheTraceparentSays() {
    JobContext context = JobContext.builder("job-1").traceparent(HEADER).build();
    try (Scope scope = span(TRACE, SPAN).makeCurrent();
        JobLogger job = events.worker().withJobContext(context)) {
      job.jobReceived();
      events.library().info("of a library");
    }
    assertThat(events.all()).hasSize(2).allSatisfy(event -> assertTrace(event, TRACE, SPAN));
  }

  @Test
  void aSpanStartedInsideAJobIsTheOneOfTheEventsInIt() {
    try (Scope outer = span(TRACE, SPAN).makeCurrent();
        JobLogger job = events.worker().withJobContext("job-1")) {
      try (Scope inner = span(TRACE, CHILD).makeCurrent()) {
        job.info("in the child");
      }
      job.info("in the job");
    }
    assertTrace(events.withMessage("in the child"), TRACE, CHILD);
    assertTrace(events.withMessage("in the job"), TRACE, SPAN);
  }

  @Test
  void theTraceOfTheSpanAJobWasMadeInGoesWithItToOtherThreads() throws Exception {
    JobLogger job;
    try (Scope scope = span(TRACE, SPAN).makeCurrent()) {
      job = events.worker().withJobContext(JobContext.builder("job-1").traceparent(HEADER).build());
      job.close();
    }
    try (OtherThread other = new OtherThread()) {
      other.execute(
          job.wrap(
              () -> {
                job.info("ours");
                events.library().info("of a library");
              }));
    }
    assertThat(events.all()).hasSize(2).allSatisfy(event -> assertTrace(event, TRACE, SPAN));
  }

  @Test
  void aLibrarysLineIsInTheSpanThatIsCurrentWhereItIsLogged() {
    try (Scope outer = span(TRACE, SPAN).makeCurrent();
        JobLogger job = events.worker().withJobContext("job-1")) {
      try (Scope inner = span(TRACE, CHILD).makeCurrent()) {
        events.library().info("in the child");
      }
      events.library().info("in the job");
    }
    try (Scope outer = span(TRACE, SPAN).makeCurrent()) {
      events.library().info("outside a job");
    }
    assertTrace(events.withMessage("in the child"), TRACE, CHILD);
    assertTrace(events.withMessage("in the job"), TRACE, SPAN);
    assertTrace(events.withMessage("outside a job"), TRACE, SPAN);
  }

  @Test
  void theWorkersOwnEventsOutsideAJobAreInTheCurrentSpan() {
    try (Scope scope = span(TRACE, SPAN).makeCurrent()) {
      events.worker().info("in the span");
    }
    events.worker().info("outside");
    assertTrace(events.withMessage("in the span"), TRACE, SPAN);
    assertThat(events.withMessage("outside"))
        .doesNotContainKeys("trace_id", "span_id", "trace_flags");
  }

  @Test
  void anInvalidSpanCountsAsNone() {
    JobContext context = JobContext.builder("job-1").traceparent(HEADER).build();
    try (Scope scope = Span.getInvalid().makeCurrent();
        JobLogger job = events.worker().withJobContext(context)) {
      job.info("hello");
    }
    assertThat(events.only())
        .containsEntry("trace_id", HEADER.substring(3, 35))
        .containsEntry("span_id", HEADER.substring(36, 52))
        .containsEntry("trace_flags", "00");
  }
}
