package io.emp.logging;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An OpenTelemetry SDK that keeps what it is told. */
final class RecordedTelemetry implements AutoCloseable {

  static final WorkerIdentity WORKER =
      new WorkerIdentity("machine-a", "worker-1", "comfyui", "comfyui-local", "connector");

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private final OpenTelemetrySdk sdk;

  RecordedTelemetry() {
    this(Sampler.parentBased(Sampler.alwaysOn()));
  }

  RecordedTelemetry(Sampler sampler) {
    sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setSampler(sampler)
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
  }

  OpenTelemetrySdk sdk() {
    return sdk;
  }

  JobTelemetry jobs() {
    return JobTelemetries.of(sdk, WORKER, false);
  }

  List<SpanData> spans() {
    return spans.getFinishedSpanItems();
  }

  SpanData only() {
    if (spans().size() != 1) {
      throw new AssertionError("expected one span, found " + spans());
    }
    return spans().get(0);
  }

  SpanData named(String name) {
    List<SpanData> found = spans().stream().filter(span -> span.getName().equals(name)).toList();
    if (found.size() != 1) {
      throw new AssertionError("expected one span " + name + ", found " + found);
    }
    return found.get(0);
  }

  static Map<String, Object> attributes(SpanData span) {
    return map(span.getAttributes().asMap());
  }

  static Map<String, Object> map(Map<AttributeKey<?>, Object> attributes) {
    Map<String, Object> map = new TreeMap<>();
    attributes.forEach((key, value) -> map.put(key.getKey(), value));
    return map;
  }

  /** All metrics by their names. */
  Map<String, MetricData> metrics() {
    Map<String, MetricData> byName = new TreeMap<>();
    metrics.collectAllMetrics().forEach(metric -> byName.put(metric.getName(), metric));
    return byName;
  }

  /** The sums of a counter by their attributes; empty where nothing was counted. */
  Map<Map<String, Object>, Long> sums(String name) {
    Map<Map<String, Object>, Long> sums = new LinkedHashMap<>();
    MetricData metric = metrics().get(name);
    if (metric != null) {
      metric
          .getLongSumData()
          .getPoints()
          .forEach(point -> sums.put(map(point.getAttributes().asMap()), point.getValue()));
    }
    return sums;
  }

  /** The one sum of a counter, 0 where nothing was counted. */
  long sum(String name) {
    return sums(name).values().stream().mapToLong(Long::longValue).sum();
  }

  Map<Map<String, Object>, HistogramPointData> histogram(String name) {
    Map<Map<String, Object>, HistogramPointData> points = new LinkedHashMap<>();
    MetricData metric = metrics().get(name);
    if (metric != null) {
      metric
          .getHistogramData()
          .getPoints()
          .forEach(point -> points.put(map(point.getAttributes().asMap()), point));
    }
    return points;
  }

  @Override
  public void close() {
    sdk.close();
  }
}
