package io.emp.logging;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the events of a job's life are told: whether each can be, what the SDK adds to what the
 * caller says, and to whom it goes in which order.
 */
final class JobTelling {

  private final JobLogger logger;
  private final JobLife life;
  private final Worker worker;

  JobTelling(JobLogger logger, JobLife life) {
    this.logger = logger;
    this.life = life;
    this.worker = life.worker();
  }

  void tell(EventKind kind, @Nullable Consumer<LogEvent> fields) {
    tell(kind, noted(kind), kind.message, fields, null, null);
  }

  void end(
      EventKind kind,
      @Nullable Consumer<LogEvent> fields,
      @Nullable String reason,
      @Nullable Throwable thrown) {
    end(kind, noted(kind), fields, reason, thrown);
  }

  /** Tells an end in place of the caller, where it has told none. */
  void endUnlessOver(EventKind kind, @Nullable String reason, @Nullable Throwable thrown) {
    Transition transition = life.toldUnlessOver(kind);
    if (transition != null) {
      boolean cancelled = kind == EventKind.JOB_CANCELLED;
      Consumer<LogEvent> fields = cancelled ? event -> event.field("reason", reason) : null;
      end(kind, transition, fields, cancelled ? null : reason, thrown);
    }
  }

  /** Tells how far the job is, now or when the interval allows it, unless it is further by then. */
  void progress(@Nullable Consumer<LogEvent> fields) {
    EventKind kind = EventKind.JOB_PROGRESS;
    Transition transition = noted(kind);
    boolean logged = worker.sink().isEnabled(kind.level);
    if (!transition.isLegal()) {
      tell(kind, transition, kind.message, fields, null, null);
    } else if (logged || worker.isFollowed()) {
      EventRecord record =
          logger.record(
              kind.level, kind.message, fields, event -> describe(event, kind, transition), null);
      if (life.progress().isOpenFor(record.fields())) {
        if (logged) {
          StructuredLogger.guarded(() -> worker.sink().emit(record));
        }
        life.follow(kind, transition, record);
      } else {
        Runnable log = logged ? worker.sink().deferred(record) : () -> {};
        life.progress()
            .hold(
                () -> {
                  StructuredLogger.guarded(log);
                  StructuredLogger.guarded(() -> life.follow(kind, transition, record));
                });
      }
    }
  }

  private Transition noted(EventKind kind) {
    Transition transition = life.told(kind);
    if (transition.opens()) {
      OpenJobs.watch(logger, life);
    }
    return transition;
  }

  private void end(
      EventKind kind,
      Transition transition,
      @Nullable Consumer<LogEvent> fields,
      @Nullable String reason,
      @Nullable Throwable thrown) {
    String message =
        reason != null && kind == EventKind.JOB_FAILED
            ? kind.message + ": " + reason
            : kind.message;
    tell(kind, transition, message, fields, reason, thrown);
  }

  private void tell(
      EventKind kind,
      Transition transition,
      String message,
      @Nullable Consumer<LogEvent> fields,
      @Nullable String reason,
      @Nullable Throwable thrown) {
    if (transition.isLegal()) {
      // The latest progress comes before whatever comes after it.
      life.progress().flush();
    }
    logger.tell(
        kind.level,
        message,
        fields,
        event -> {
          describe(event, kind, transition);
          if (reason != null) {
            event.setIfAbsent(WireField.ERROR_MESSAGE, reason);
          }
        },
        thrown,
        record -> life.follow(kind, transition, record));
    life.settled(transition);
  }

  private void describe(LogEvent event, EventKind kind, Transition transition) {
    event
        .set(WireField.EVENT_TYPE, kind.wireName)
        .set(WireField.JOB_STATUS, kind.jobStatus)
        .set(WireField.ILLEGAL_TRANSITION, transition.illegal());
    if (kind.endsJob()) {
      event.setMillisIfAbsent(WireField.DURATION_MS, life.lifecycle().elapsed());
    }
    Instant submitted = life.job().submittedAt();
    if (submitted != null && (kind == EventKind.JOB_RECEIVED || kind == EventKind.JOB_STARTED)) {
      event.setMillisIfAbsent(WireField.QUEUE_WAIT_MS, waited(submitted));
    }
    if (kind == EventKind.JOB_TIMED_OUT) {
      event.set(WireField.ERROR_TYPE, "timeout");
    }
  }

  /** The clocks of two machines differ; no job has waited for less than nothing. */
  private static Duration waited(Instant submitted) {
    Duration waited = Duration.between(submitted, Instant.now());
    return waited.isNegative() ? Duration.ZERO : waited;
  }
}
