package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of the pages on traces and metrics are the code's. */
class TelemetryDocumentationTest {

  static final Path TRACES = Path.of("..", "docs", "traces.md");
  static final Path METRICS = Path.of("..", "docs", "metrics.md");

  private static List<MatchResult> rows(Path page, String pattern) throws IOException {
    return Pattern.compile("(?m)^" + pattern + "$")
        .matcher(Files.readString(page))
        .results()
        .toList();
  }

  @Test
  void theAttributesOfAJobsSpanAreThoseOfTheTable() throws Exception {
    List<String> documented =
        rows(TRACES, "\\| `([a-z._]+)` \\| (string|long|double) \\|.*").stream()
            .map(row -> row.group(1) + " " + row.group(2))
            .toList();
    TreeSet<String> keys = new TreeSet<>();
    for (var field : SpanAttributes.class.getDeclaredFields()) {
      if (AttributeKey.class == field.getType() && Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        keys.add(described((AttributeKey<?>) field.get(null)));
      }
    }
    SpanAttributes.OF_EVENT.values().forEach(key -> keys.add(described(key)));
    keys.removeIf(key -> key.startsWith("exception."));
    assertThat(documented).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(keys);
  }

  private static String described(AttributeKey<?> key) {
    return key.getKey() + " " + key.getType().name().toLowerCase(Locale.ROOT);
  }

  @Test
  void theKeysOfACarrierAreThoseOfTheTable() throws IOException {
    List<String> keys = new ArrayList<>();
    rows(TRACES, "\\| `([a-z_]+)` \\|[^|]*\\|[^|]*\\|").forEach(row -> keys.add(row.group(1)));
    keys.removeIf(key -> key.startsWith("job_") && EVENTS.contains(key));
    assertThat(keys).containsExactlyInAnyOrderElementsOf(JobCarrier.KEYS);
  }

  private static final List<String> EVENTS =
      Arrays.stream(EventKind.values()).map(kind -> kind.wireName).toList();

  @Test
  void theStepsAreThoseOfTheTable() throws IOException {
    Map<String, String> steps = new TreeMap<>();
    rows(TRACES, "\\| `JobStep\\.(\\w+)` \\| `([^`]+)` \\| (CLIENT|INTERNAL) \\|")
        .forEach(row -> steps.put(row.group(1), row.group(2)));
    assertThat(steps)
        .isEqualTo(
            Map.of(
                "HTTP_REQUEST", JobStep.HTTP_REQUEST,
                "MODEL_DOWNLOAD", JobStep.MODEL_DOWNLOAD,
                "IMAGE_GENERATION", JobStep.IMAGE_GENERATION,
                "UPLOAD", JobStep.UPLOAD));
  }

  @Test
  void theLimitsAreTheCodes() throws IOException {
    assertThat(Files.readString(TRACES))
        .contains("cut to " + SpanAttributes.MAX_CHARS + " characters")
        .contains("first " + OpenTelemetryJobSpan.MAX_DESCRIPTION_CHARS + " characters")
        .contains("more than " + JobCarrier.MAX_CHARS + " characters");
  }

  @Test
  void theInstrumentsAreThoseOfTheTable() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    rows(METRICS, "\\| `(emp\\.jobs\\.\\w+)` \\| ([^|]+) \\| `([^`]+)` \\|.*")
        .forEach(row -> documented.put(row.group(1), row.group(2) + " " + row.group(3)));
    Map<String, String> actual = new TreeMap<>();
    try (RecordedTelemetry telemetry = new RecordedTelemetry()) {
      JobTelemetry jobs = telemetry.jobs();
      LogEvent event = new LogEvent().duration(java.time.Duration.ofSeconds(1));
      event.queueWait(java.time.Duration.ofSeconds(1));
      for (EventKind kind : EventKind.values()) {
        jobs.count(kind, new Transition(true, false, null), event);
      }
      jobs.moved(new Transition(true, false, null));
      jobs.count(EventKind.JOB_STARTED, new Transition(false, false, "illegal"), event);
      jobs.start(JobContext.of("job-1")).told(EventKind.JOB_STARTED, event, null);
      telemetry.metrics().forEach((name, metric) -> actual.put(name, described(metric)));
    }
    assertThat(documented).isEqualTo(actual);
  }

  private static String described(MetricData metric) {
    String instrument =
        switch (metric.getType()) {
          case HISTOGRAM -> "histogram";
          case LONG_SUM -> metric.getLongSumData().isMonotonic() ? "counter" : "up-down counter";
          default -> metric.getType().name();
        };
    return instrument + " " + metric.getUnit();
  }

  @Test
  void theBoundsOfTheBucketsAreTheCodes() throws IOException {
    String bounds =
        String.join(
            ", ",
            JobMetrics.SECONDS.stream()
                .map(bound -> bound % 1 == 0 ? String.valueOf(bound.intValue()) : bound.toString())
                .toList());
    assertThat(Files.readString(METRICS)).contains("in seconds: " + bounds + ".");
  }

  @Test
  void theAttributesOfMetricsAreThoseOfTheTable() throws IOException {
    assertThat(rows(METRICS, "\\| `([a-z._]+)` \\| [^|]* \\|").stream().map(row -> row.group(1)))
        .containsExactlyInAnyOrder(
            "emp.service_type", "emp.connector_id", "emp.job_status", "error.type");
  }
}
