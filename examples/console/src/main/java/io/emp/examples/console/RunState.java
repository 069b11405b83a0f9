package io.emp.examples.console;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What came of one run of a Fluent appender. The run counts its events from 1 without gaps: a
 * number that is missing is an event that was lost or has not come yet, one that comes again is a
 * duplicate, which is counted and not stored.
 */
final class RunState implements State {

  static final int MAX_WORKERS = 20;

  private static final int MAX_GAPS_SHOWN = 20;

  static final List<Field<RunState>> FIELDS =
      List.of(
          Field.key("run_id", run -> run.runId),
          Field.text("machine_id", run -> run.machineId, (run, value) -> run.machineId = value),
          Field.required("workers", run -> String.join("\n", run.workers), RunState::setWorkers),
          Field.time("first_heard", run -> run.firstHeard, (run, value) -> run.firstHeard = value),
          Field.time("last_heard", run -> run.lastHeard, (run, value) -> run.lastHeard = value),
          Field.derived("sent", "BIGINT", run -> run.seqs.highest()),
          Field.count("received", run -> run.received, (run, value) -> run.received = value),
          Field.derived("missing", "BIGINT", run -> run.seqs.missing()),
          Field.count("duplicates", run -> run.duplicates, (run, value) -> run.duplicates = value),
          Field.count(
              "told_dropped", run -> run.toldDropped, (run, value) -> run.toldDropped = value),
          Field.count(
              "told_refused", run -> run.toldRefused, (run, value) -> run.toldRefused = value),
          Field.derived("gaps", "VARCHAR", run -> run.seqs.gaps(MAX_GAPS_SHOWN)),
          Field.required(
              "ranges", run -> run.seqs.toString(), (run, value) -> run.seqs = SeqSet.parse(value)),
          Field.count(
              "last_event_id", run -> run.lastEventId, (run, value) -> run.lastEventId = value));

  private final String runId;
  private final boolean stored;
  private final Set<String> workers = new LinkedHashSet<>();
  private @Nullable String machineId;
  private @Nullable Instant firstHeard;
  private @Nullable Instant lastHeard;
  private SeqSet seqs = new SeqSet();
  private long received;
  private long duplicates;
  private long toldDropped;
  private long toldRefused;
  private long lastEventId;

  private RunState(String runId, boolean stored) {
    this.runId = runId;
    this.stored = stored;
  }

  static RunState of(String runId) {
    return new RunState(runId, false);
  }

  /** One that the table has, to be loaded. */
  static RunState stored(String key) {
    return new RunState(key, true);
  }

  private void setWorkers(String lines) {
    if (!lines.isEmpty()) {
      workers.addAll(Arrays.asList(lines.split("\n", -1)));
    }
  }

  /**
   * Counts an event that has come, before it is stored.
   *
   * @return false where it has come before
   */
  boolean takes(Event event) {
    Long seq = event.integer(EventColumn.SEQ);
    if (seq == null || seq < 1) {
      return true;
    }
    if (!seqs.add(seq)) {
      duplicates++;
      return false;
    }
    return true;
  }

  /** Takes an event that is stored. */
  void apply(Event event) {
    received++;
    lastEventId = event.id();
    Instant heard = event.time(EventColumn.RECEIVED_AT);
    firstHeard = firstHeard == null ? heard : firstHeard;
    lastHeard = heard;
    String machine = event.text(EventColumn.MACHINE_ID);
    machineId = machine == null ? machineId : machine;
    String worker = event.text(EventColumn.WORKER_ID);
    if (worker != null && workers.size() < MAX_WORKERS) {
      workers.add(worker.replace('\n', ' '));
    }
    if ("service_events_dropped".equals(event.text(EventColumn.EVENT_TYPE))) {
      Long dropped = event.otherInteger("dropped_events");
      toldDropped += dropped == null ? 0 : Math.max(0, dropped);
    } else if ("service_event_refused".equals(event.text(EventColumn.EVENT_TYPE))) {
      toldRefused++;
    }
  }

  @Override
  public String key() {
    return runId;
  }

  @Override
  public boolean isStored() {
    return stored;
  }
}
