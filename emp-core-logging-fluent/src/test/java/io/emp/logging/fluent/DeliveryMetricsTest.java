package io.emp.logging.fluent;

import static io.emp.logging.fluent.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.util.Duration;
import io.emp.examples.collector.ForwardCollector;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeliveryMetricsTest {

  private static final AttributeKey<String> NAME = AttributeKey.stringKey("otel.component.name");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private final InMemoryMetricReader reader = InMemoryMetricReader.create();
  @AutoClose private final ForwardCollector collector = startCollector();

  @AutoClose
  private final SdkMeterProvider provider =
      SdkMeterProvider.builder().registerMetricReader(reader).build();

  private final AutoCloseable metrics =
      DeliveryMetrics.install(OpenTelemetrySdk.builder().setMeterProvider(provider).build());

  @AfterEach
  void takeTheInstrumentsAway() throws Exception {
    metrics.close();
  }

  private static ForwardCollector startCollector() {
    try {
      return ForwardCollector.start(0, event -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theNumbersOfAStartedAppenderAreThoseOfItsSnapshot() {
    LoggerContext context = new LoggerContext();
    FluentAppender appender = start(context, "started", collector.port());
    tell(context, appender, 2);

    Collection<MetricData> all = reader.collectAllMetrics();
    assertThat(exported(all, "started", null)).containsExactly(2L);
    assertThat(exported(all, "started", "buffer_full")).containsExactly(0L);
    assertThat(values(all, "otel.sdk.exporter.log.inflight", "started")).containsExactly(0L);
    assertThat(values(all, "otel.sdk.processor.log.queue.size", "started")).containsExactly(0L);
    assertThat(values(all, "otel.sdk.processor.log.queue.capacity", "started"))
        .containsExactly(Objects.requireNonNull(appender.snapshot()).capacityBytes());
    assertThat(values(all, "emp.delivery.retries", "started")).containsExactly(0L);
    assertThat(all).extracting(MetricData::getName).contains("emp.delivery.oldest_pending.age");
    context.stop();
  }

  @Test
  void theCountersGoOnOverAStopAndTheNextStart() {
    LoggerContext first = new LoggerContext();
    tell(first, start(first, "restarted", collector.port()), 2);
    first.stop();

    Collection<MetricData> stopped = reader.collectAllMetrics();
    assertThat(exported(stopped, "restarted", null)).containsExactly(2L);
    assertThat(values(stopped, "emp.delivery.retries", "restarted")).containsExactly(0L);
    assertThat(values(stopped, "otel.sdk.exporter.log.inflight", "restarted")).isEmpty();

    LoggerContext second = new LoggerContext();
    tell(second, start(second, "restarted", collector.port()), 1);
    assertThat(exported(reader.collectAllMetrics(), "restarted", null)).containsExactly(3L);
    second.stop();
  }

  @Test
  void whatIsDroppedAtAStopIsCounted() throws IOException {
    LoggerContext context = new LoggerContext();
    start(context, "nobody", FreePort.find());
    context.getLogger("test").info("lost");
    context.stop();

    assertThat(exported(reader.collectAllMetrics(), "nobody", "shutdown")).containsExactly(1L);
  }

  @Test
  void appendersOfOneNameAreCountedTogether() {
    LoggerContext one = new LoggerContext();
    LoggerContext other = new LoggerContext();
    tell(one, start(one, "shared", collector.port()), 2);
    tell(other, start(other, "shared", collector.port()), 3);

    Collection<MetricData> all = reader.collectAllMetrics();
    assertThat(exported(all, "shared", null)).containsExactly(5L);
    assertThat(values(all, "otel.sdk.exporter.log.inflight", "shared")).containsExactly(0L);
    one.stop();
    other.stop();
  }

  private static FluentAppender start(LoggerContext context, String name, int port) {
    FluentAppender appender = new FluentAppender(Map.of());
    appender.setContext(context);
    appender.setName(name);
    appender.setHost("127.0.0.1");
    appender.setPort(port);
    appender.setShutdownTimeout(Duration.valueOf("100 milliseconds"));
    appender.start();
    context.getLogger("test").addAppender(appender);
    return appender;
  }

  private static void tell(LoggerContext context, FluentAppender appender, int events) {
    for (int i = 0; i < events; i++) {
      context.getLogger("test").info("event");
    }
    await().until(() -> Objects.requireNonNull(appender.snapshot()).acked() == events);
  }

  private static List<Long> exported(
      Collection<MetricData> all, String appender, @Nullable String errorType) {
    return points(all, "otel.sdk.exporter.log.exported", appender)
        .filter(point -> Objects.equals(errorType, point.getAttributes().get(ERROR)))
        .map(LongPointData::getValue)
        .toList();
  }

  private static List<Long> values(Collection<MetricData> all, String name, String appender) {
    return points(all, name, appender).map(LongPointData::getValue).toList();
  }

  private static Stream<LongPointData> points(
      Collection<MetricData> all, String name, String appender) {
    return all.stream()
        .filter(metric -> metric.getName().equals(name))
        .flatMap(metric -> metric.getLongSumData().getPoints().stream())
        .filter(point -> appender.equals(point.getAttributes().get(NAME)));
  }
}
