package io.emp.examples.console;

import io.emp.examples.collector.CollectedEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes events as they are received. */
final class Events {

  private static final String TAG = "emp.worker";

  private Events() {}

  /** A record of the names and values in turn, at a time. */
  static CollectedEvent event(Instant at, Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("timestamp", at.toString());
    fields.put("level", "info");
    fields.put("message", "m");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return new CollectedEvent(TAG, at, fields);
  }

  /** A step of a job's life, told by machine m and worker w. */
  static CollectedEvent job(Instant at, String jobId, String type, Object... namesAndValues) {
    CollectedEvent event = event(at, namesAndValues);
    Map<String, Object> fields = new LinkedHashMap<>(event.fields());
    fields.put("job_id", jobId);
    fields.put("event_type", type);
    fields.putIfAbsent("machine_id", "m");
    fields.putIfAbsent("worker_id", "w");
    fields.put("level", type.equals("job_failed") ? "error" : "info");
    return new CollectedEvent(TAG, at, fields);
  }

  /** The same event with more fields. */
  static CollectedEvent with(CollectedEvent event, Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>(event.fields());
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return new CollectedEvent(event.tag(), event.time(), fields);
  }

  /** As the store sees it, with a number. */
  static Event stored(CollectedEvent collected, long id) {
    Event event = Event.of(collected, collected.time());
    event.number(id);
    return event;
  }
}
