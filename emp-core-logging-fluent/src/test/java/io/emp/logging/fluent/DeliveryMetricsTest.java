package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import io.emp.examples.collector.ForwardCollector;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeliveryMetricsTest {

  private static final AttributeKey<String> NAME = AttributeKey.stringKey("otel.component.name");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  @Test
  void theNumbersOfAStartedAppenderAreThoseOfItsSnapshot() throws Exception {
    InMemoryMetricReader reader = InMemoryMetricReader.create();
    LoggerContext context = new LoggerContext();
    try (SdkMeterProvider provider =
            SdkMeterProvider.builder().registerMetricReader(reader).build();
        AutoCloseable metrics =
            DeliveryMetrics.install(OpenTelemetrySdk.builder().setMeterProvider(provider).build());
        ForwardCollector collector = ForwardCollector.start(0, event -> {})) {
      FluentAppender appender = new FluentAppender(Map.of());
      appender.setContext(context);
      appender.setName("metrics");
      appender.setHost("127.0.0.1");
      appender.setPort(collector.port());
      appender.start();
      context.getLogger("test").addAppender(appender);
      context.getLogger("test").info("one");
      context.getLogger("test").info("two");
      await().until(() -> Objects.requireNonNull(appender.snapshot()).acked() == 2);

      Collection<MetricData> all = reader.collectAllMetrics();
      assertThat(values(all, "otel.sdk.exporter.log.exported", null)).containsExactly(2L);
      assertThat(values(all, "otel.sdk.exporter.log.exported", "buffer_full")).containsExactly(0L);
      assertThat(values(all, "otel.sdk.exporter.log.inflight", null)).containsExactly(0L);
      assertThat(values(all, "otel.sdk.processor.log.queue.size", null)).containsExactly(0L);
      assertThat(values(all, "otel.sdk.processor.log.queue.capacity", null))
          .containsExactly(Objects.requireNonNull(appender.snapshot()).capacityBytes());
      assertThat(values(all, "emp.delivery.retries", null)).containsExactly(0L);
      assertThat(all).extracting(MetricData::getName).contains("emp.delivery.oldest_pending.age");

      context.stop();
      assertThat(values(reader.collectAllMetrics(), "otel.sdk.exporter.log.inflight", null))
          .isEmpty();
      assertThat(metrics).isNotNull();
    }
  }

  private static List<Long> values(
      Collection<MetricData> all, String name, @Nullable String errorType) {
    return all.stream()
        .filter(metric -> metric.getName().equals(name))
        .flatMap(metric -> metric.getLongSumData().getPoints().stream())
        .filter(point -> "metrics".equals(point.getAttributes().get(NAME)))
        .filter(point -> Objects.equals(errorType, point.getAttributes().get(ERROR)))
        .map(LongPointData::getValue)
        .toList();
  }
}
