package io.emp.examples.console;

import io.emp.examples.collector.CollectedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A worker of the {@link Incident}, which tells its events in the order of their times and counts
 * them as the Fluent appender does. Its health is told once a minute.
 */
final class IncidentWorker {

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final Duration BETWEEN_HEALTH_CHECKS = Duration.ofSeconds(30);
  private static final Duration UNDER_WAY = Duration.ofMillis(400);

  final String machine;
  final String worker;

  private final String service;
  private final List<Sent> sent = new ArrayList<>();
  private Instant nextHealthCheck;
  private @Nullable Instant illSince;
  private long run;
  private long seq;

  /**
   * An event, and when the collector gets it.
   *
   * @param at what the events of all workers are put in order by
   */
  record Sent(Instant at, CollectedEvent event) {}

  IncidentWorker(String machine, String worker, String service, long run, Instant start) {
    this.machine = machine;
    this.worker = worker;
    this.service = service;
    this.run = run;
    this.nextHealthCheck = start.plusSeconds(run);
  }

  List<Sent> sent() {
    return sent;
  }

  /** From now on its health is degraded. */
  void isIllSince(Instant since) {
    illSince = since;
  }

  /** It is killed, and another process takes its place. */
  void restart(Instant killed, Instant started) {
    healthChecksUntil(killed);
    run += 100;
    seq = 0;
    nextHealthCheck = started.plus(BETWEEN_HEALTH_CHECKS);
    tell(started, Map.of("event_type", "machine_started", "message", "Machine started"));
  }

  /** It says nothing more. */
  void hang(Instant since) {
    healthChecksUntil(since);
    nextHealthCheck = Instant.MAX;
  }

  /** So many events are not delivered. */
  void lose(int events) {
    seq += events;
  }

  /** The last events come again. */
  void sendAgain(int events) {
    Sent last = sent.get(sent.size() - 1);
    for (Sent again : List.copyOf(sent.subList(sent.size() - events, sent.size()))) {
      sent.add(new Sent(last.at().plus(UNDER_WAY), again.event()));
    }
  }

  /** Delivery works again, and it tells what it dropped. */
  void tellDropped(Instant at, long events) {
    tell(
        at,
        Map.of(
            "level",
            "warn",
            "logger",
            "io.emp.logging.fluent.FluentAppender",
            "message",
            events + " events were dropped before they were delivered",
            "event_type",
            "service_events_dropped",
            "dropped_events",
            events,
            "dropped_buffer_full",
            events));
  }

  void healthChecksUntil(Instant time) {
    while (nextHealthCheck.isBefore(time)) {
      Instant at = nextHealthCheck;
      nextHealthCheck = at.plus(BETWEEN_HEALTH_CHECKS);
      boolean ill = illSince != null && at.isAfter(illSince);
      String health = ill ? "degraded" : "healthy";
      tell(
          at,
          Map.of(
              "level",
              ill ? "warn" : "info",
              "message",
              "Health check: " + health,
              "event_type",
              "health_check",
              "health_status",
              health));
    }
  }

  /** Tells an event, with its fields in the order of the wire format. */
  void tell(Instant at, Map<String, Object> event) {
    healthChecksUntil(at);
    Map<String, Object> given = new TreeMap<>(event);
    given.put("timestamp", TIMESTAMP.format(at));
    given.putIfAbsent("level", "info");
    given.putIfAbsent("logger", "io.emp.logging.ConnectorLogger");
    given.putIfAbsent("thread", "pool-1-thread-1");
    given.put("machine_id", machine);
    given.put("worker_id", worker);
    given.put("service_type", service);
    given.put("connector_id", service + "-local");
    given.put("service_instance_id", "machine-" + machine + "." + worker);
    given.put("component", "connector");
    given.put("run_id", hex(run));
    given.put("seq", ++seq);
    Map<String, Object> fields = new LinkedHashMap<>();
    for (EventColumn column : EventColumn.values()) {
      Object value = column.onWire ? given.remove(column.column()) : null;
      if (value != null) {
        fields.put(column.column(), value);
      }
    }
    fields.putAll(given);
    sent.add(new Sent(at.plus(UNDER_WAY), new CollectedEvent("emp.worker", at, fields)));
  }

  /** A number as 32 hexadecimal digits. */
  static String hex(long number) {
    long mixed = (number + 1) * 0x9e3779b97f4a7c15L;
    return "%016x%016x".formatted(mixed, Long.reverse(mixed));
  }
}
