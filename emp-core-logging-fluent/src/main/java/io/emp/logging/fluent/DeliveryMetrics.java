package io.emp.logging.fluent;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The numbers of all started appenders as OpenTelemetry metrics, under the names that the semantic
 * conventions have for an SDK's own telemetry of logs. Needs {@code opentelemetry-api} on the class
 * path, which {@link FluentAppender} does without.
 *
 * <pre>{@code
 * AutoCloseable metrics = DeliveryMetrics.install(openTelemetry);
 * }</pre>
 *
 * <ul>
 *   <li>{@code otel.sdk.exporter.log.exported}, a counter: events that are done with; {@code
 *       error.type} is absent on those acknowledged, and else the {@link DropReason} in lower case
 *   <li>{@code otel.sdk.processor.log.queue.size} and {@code .capacity}, up-down counters, here in
 *       bytes, since bytes are what bounds the buffer
 *   <li>{@code otel.sdk.exporter.log.inflight}, an up-down counter: events that wait or are on
 *       their way
 *   <li>{@code emp.delivery.retries}, a counter: attempts that failed and were made again
 *   <li>{@code emp.delivery.oldest_pending.age}, a gauge in seconds
 * </ul>
 *
 * <p>Each has {@code otel.component.type=emp_fluent_appender} and {@code otel.component.name}, the
 * appender's name. The counters go on over a stop and the next start of an appender of that name;
 * the others show started appenders alone. So what is dropped at a stop is counted too, where the
 * meters are read once more after it.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/">Semantic conventions
 *     for OpenTelemetry SDK metrics</a>
 */
public final class DeliveryMetrics {

  private static final AttributeKey<String> NAME = AttributeKey.stringKey("otel.component.name");
  private static final AttributeKey<String> TYPE = AttributeKey.stringKey("otel.component.type");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  private static final double NANOS_PER_SECOND = 1e9;

  private DeliveryMetrics() {}

  /**
   * Makes the instruments, for all appenders of the process, whenever they start.
   *
   * @param openTelemetry gives the meter {@code io.emp.logging.fluent}
   * @return takes the instruments away when it is closed
   */
  public static AutoCloseable install(OpenTelemetry openTelemetry) {
    Meter meter = openTelemetry.getMeter("io.emp.logging.fluent");
    List<AutoCloseable> instruments =
        List.of(
            meter
                .counterBuilder("otel.sdk.exporter.log.exported")
                .setUnit("{log_record}")
                .setDescription("Events that are done with: acknowledged, or dropped")
                .buildWithCallback(DeliveryMetrics::exported),
            meter
                .upDownCounterBuilder("otel.sdk.exporter.log.inflight")
                .setUnit("{log_record}")
                .setDescription("Events that wait in the buffer or are on their way")
                .buildWithCallback(out -> each(out, DeliverySnapshot::pending)),
            meter
                .upDownCounterBuilder("otel.sdk.processor.log.queue.size")
                .setUnit("By")
                .setDescription("Bytes of the events that wait or are on their way")
                .buildWithCallback(out -> each(out, DeliverySnapshot::pendingBytes)),
            meter
                .upDownCounterBuilder("otel.sdk.processor.log.queue.capacity")
                .setUnit("By")
                .setDescription("Bytes of events that the buffer can hold")
                .buildWithCallback(out -> each(out, DeliverySnapshot::capacityBytes)),
            meter
                .counterBuilder("emp.delivery.retries")
                .setUnit("{attempt}")
                .setDescription("Attempts to deliver that failed and were made again")
                .buildWithCallback(DeliveryMetrics::retried),
            meter
                .gaugeBuilder("emp.delivery.oldest_pending.age")
                .setUnit("s")
                .setDescription("How long ago the chunk was opened that holds the oldest event")
                .buildWithCallback(DeliveryMetrics::oldestPendingAge));
    return () -> {
      for (AutoCloseable instrument : instruments) {
        instrument.close();
      }
    };
  }

  private static void each(
      ObservableLongMeasurement out, ToLongFunction<DeliverySnapshot> reading) {
    LiveAppenders.snapshots()
        .forEach(
            (name, snapshots) ->
                out.record(snapshots.stream().mapToLong(reading).sum(), attributes(name)));
  }

  private static void oldestPendingAge(ObservableDoubleMeasurement out) {
    LiveAppenders.snapshots()
        .forEach(
            (name, snapshots) -> {
              long nanos =
                  snapshots.stream()
                      .mapToLong(snapshot -> snapshot.oldestPendingAge().toNanos())
                      .max()
                      .orElse(0);
              out.record(nanos / NANOS_PER_SECOND, attributes(name));
            });
  }

  private static void exported(ObservableLongMeasurement out) {
    LiveAppenders.totals()
        .forEach(
            (name, totals) -> {
              Attributes attributes = attributes(name);
              out.record(totals.acked(), attributes);
              totals
                  .dropped()
                  .forEach(
                      (reason, count) ->
                          out.record(
                              count, attributes.toBuilder().put(ERROR, reason.wireName()).build()));
            });
  }

  private static void retried(ObservableLongMeasurement out) {
    LiveAppenders.totals()
        .forEach((name, totals) -> out.record(totals.retried(), attributes(name)));
  }

  private static Attributes attributes(String name) {
    return Attributes.of(NAME, name, TYPE, "emp_fluent_appender");
  }
}
