package io.emp.examples.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a job's life: waiting, or a step.
 *
 * @param name what it is called on the page
 * @param kind {@code waiting}, {@code step}, or {@code between} for the time between attempts
 * @param to when it ended; where it goes on, now
 * @param attempt the attempt it belongs to, counted from 1 in the order of these events
 */
record Phase(String name, String kind, Instant from, Instant to, int attempt) {

  Duration length() {
    return Duration.between(from, to);
  }

  /** The phases that the events of a job's life make, in their order. */
  static List<Phase> of(List<EventRow> events, Instant now) {
    Reader reader = new Reader();
    events.forEach(reader::accept);
    return reader.end(now);
  }

  private static final class Reader {

    private final List<Phase> phases = new ArrayList<>();
    private @Nullable String name;
    private String kind = "waiting";
    private Instant from = Instant.EPOCH;
    private int attempt = 1;
    private boolean ended;

    void accept(EventRow event) {
      String type = event.eventType();
      if (type == null || event.illegalTransition() != null) {
        return;
      }
      switch (type) {
        case "job_received" -> {
          again(event);
          begin("waiting", "waiting", event);
        }
        case "job_started" -> {
          again(event);
          begin("running", "step", event);
        }
        case "job_progress" -> {
          String step = event.executionStep();
          if (!ended && step != null && !step.equals(name)) {
            begin(step, "step", event);
          }
        }
        case "job_completed", "job_failed", "job_cancelled", "job_timed_out" -> {
          finish(event.timestamp());
          ended = true;
        }
        case "job_retried" -> {
          again(event);
          begin("waiting for a retry", "between", event);
        }
        default -> {
          // No step of a job's life.
        }
      }
    }

    /** The first step after an end belongs to the next attempt. */
    private void again(EventRow event) {
      if (ended || "job_retried".equals(event.eventType())) {
        attempt++;
        ended = false;
      }
    }

    private void begin(String what, String of, EventRow event) {
      finish(event.timestamp());
      name = what;
      kind = of;
      from = event.timestamp();
    }

    private void finish(Instant at) {
      if (name != null && !at.isBefore(from)) {
        phases.add(new Phase(name, kind, from, at, attempt));
      }
      name = null;
      kind = "";
    }

    List<Phase> end(Instant now) {
      finish(now);
      return List.copyOf(phases);
    }
  }
}
