package io.emp.examples.console;

import java.sql.ResultSet;
import java.sql.SQLException;
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

  static final List<Field> FIELDS =
      List.of(
          Field.text("run_id"),
          Field.text("machine_id"),
          Field.text("workers"),
          Field.time("first_heard"),
          Field.time("last_heard"),
          Field.integer("sent"),
          Field.integer("received"),
          Field.integer("missing"),
          Field.integer("duplicates"),
          Field.integer("told_dropped"),
          Field.integer("told_refused"),
          Field.text("gaps"),
          Field.text("ranges"),
          Field.integer("last_event_id"));

  private static final int MAX_GAPS_SHOWN = 20;

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

  static RunState read(ResultSet results) throws SQLException {
    Row row = new Row(results);
    RunState run = new RunState(row.required("run_id"), true);
    run.machineId = row.text("machine_id");
    String workers = row.required("workers");
    if (!workers.isEmpty()) {
      run.workers.addAll(Arrays.asList(workers.split("\n", -1)));
    }
    run.firstHeard = row.time("first_heard");
    run.lastHeard = row.time("last_heard");
    run.seqs = SeqSet.parse(row.required("ranges"));
    run.received = row.count("received");
    run.duplicates = row.count("duplicates");
    run.toldDropped = row.count("told_dropped");
    run.toldRefused = row.count("told_refused");
    run.lastEventId = row.count("last_event_id");
    return run;
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

  @Override
  public List<@Nullable Object> values() {
    return Arrays.asList(
        runId,
        machineId,
        String.join("\n", workers),
        firstHeard,
        lastHeard,
        seqs.highest(),
        received,
        seqs.missing(),
        duplicates,
        toldDropped,
        toldRefused,
        seqs.gaps(MAX_GAPS_SHOWN),
        seqs.toString(),
        lastEventId);
  }
}
