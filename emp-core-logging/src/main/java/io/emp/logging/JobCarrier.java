package io.emp.logging;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A job's context in a map of texts, such as a Redis hash or the headers of a message: see {@link
 * JobContext#inject(Map)} and {@link JobContext#extract(Map)}. Nothing that a carrier holds or does
 * throws out of here.
 */
final class JobCarrier {

  static final String TRACEPARENT = "traceparent";
  static final String TRACESTATE = "tracestate";
  static final String BAGGAGE = "baggage";

  private static final String JOB_TRACE_ID = "job_trace_id";
  private static final String JOB_SPAN_ID = "job_span_id";
  private static final String JOB_ID = WireField.JOB_ID.wireName;
  private static final String ID = "id";
  private static final String SESSION_ID = WireField.SESSION_ID.wireName;
  private static final String WORKFLOW_ID = WireField.WORKFLOW_ID.wireName;
  private static final String ATTEMPT = WireField.ATTEMPT.wireName;
  private static final String RETRY_COUNT = "retry_count";
  private static final String SUBMITTED_AT = "submitted_at";
  private static final String CREATED_AT = "created_at";

  static final Set<String> KEYS =
      Set.of(
          TRACEPARENT,
          TRACESTATE,
          BAGGAGE,
          JOB_TRACE_ID,
          JOB_SPAN_ID,
          JOB_ID,
          ID,
          SESSION_ID,
          WORKFLOW_ID,
          ATTEMPT,
          RETRY_COUNT,
          SUBMITTED_AT,
          CREATED_AT);

  /** Longer texts than that are not read; the W3C's limit for a baggage. */
  static final int MAX_CHARS = 8192;

  private static final int MAX_NUMBER_CHARS = 40;

  /** The most entries that are looked at for a key that is written in another way. */
  private static final int MAX_ENTRIES = 1000;

  /** Seconds up to the year 5138; beyond it, milliseconds since 1973. */
  private static final double FIRST_MILLIS = 1e11;

  private static final double LAST_MILLIS = 1e14;

  private JobCarrier() {}

  /**
   * Writes a job.
   *
   * @param trace the trace to be continued; null for that of this thread, else the job's own
   */
  static void inject(
      JobContext job, BiConsumer<String, String> carrier, @Nullable TraceContext trace) {
    Map<String, String> current =
        CurrentSpan.isApiThere() ? OpenTelemetryCarrier.current() : Map.of();
    TraceContext currentTrace = TraceContext.parse(current.get(TRACEPARENT));
    TraceContext used = trace;
    if (used == null) {
      used = currentTrace;
    }
    if (used == null) {
      JobLogger bound = JobScope.currentJob();
      used = bound == null ? job.trace() : bound.trace();
    }
    String state = null;
    if (currentTrace != null && currentTrace.traceId().equals(used.traceId())) {
      state = current.get(TRACESTATE);
    } else if (job.isOfTrace(used)) {
      state = job.tracestate();
    }
    String baggage = current.get(BAGGAGE);
    Instant submitted = job.submittedAt();
    Long attempt = job.attempt();

    put(carrier, TRACEPARENT, used.traceparent());
    put(carrier, TRACESTATE, state);
    put(carrier, BAGGAGE, baggage == null ? job.baggage() : baggage);
    put(carrier, JOB_TRACE_ID, used.traceId());
    put(carrier, JOB_SPAN_ID, used.parentId());
    put(carrier, JOB_ID, job.jobId());
    put(carrier, SESSION_ID, job.sessionId());
    put(carrier, WORKFLOW_ID, job.workflowId());
    put(carrier, ATTEMPT, attempt == null ? null : attempt.toString());
    put(carrier, SUBMITTED_AT, (submitted == null ? Instant.now() : submitted).toString());
  }

  private static void put(BiConsumer<String, String> carrier, String key, @Nullable String value) {
    if (value != null) {
      try {
        carrier.accept(key, value);
      } catch (Throwable t) {
        // A header that is not allowed, a map that is not to be changed: the others may go through.
        TelemetryFault.tellOfCarrier(key, t);
      }
    }
  }

  static Function<String, @Nullable String> reader(@Nullable Map<String, String> map) {
    return map == null ? key -> null : new MapReader(map);
  }

  /** Reads a job; its id is the one given, else the carrier's. */
  static JobContext extract(@Nullable String jobId, Function<String, @Nullable String> carrier) {
    String id = jobId == null || jobId.isBlank() ? read(carrier, JOB_ID) : jobId;
    JobContext.Builder job =
        JobContext.builder(id == null ? read(carrier, ID) : id)
            .sessionId(read(carrier, SESSION_ID))
            .workflowId(read(carrier, WORKFLOW_ID))
            .attempt(attempt(carrier))
            .baggage(read(carrier, BAGGAGE));
    Instant submitted = instant(read(carrier, SUBMITTED_AT));
    job.submittedAt(submitted == null ? instant(read(carrier, CREATED_AT)) : submitted);

    TraceContext trace = TraceContext.parse(read(carrier, TRACEPARENT));
    if (trace != null) {
      return job.traceparent(trace.traceparent()).tracestate(read(carrier, TRACESTATE)).build();
    }
    trace = TraceContext.ofIds(read(carrier, JOB_TRACE_ID), read(carrier, JOB_SPAN_ID));
    return job.traceparent(trace == null ? null : trace.traceparent()).build();
  }

  /** The text under a key, or under the key with dashes as in the name of a header. */
  private static @Nullable String read(Function<String, @Nullable String> carrier, String key) {
    String text = readExactly(carrier, key);
    return text == null && key.indexOf('_') >= 0
        ? readExactly(carrier, key.replace('_', '-'))
        : text;
  }

  private static @Nullable String readExactly(
      Function<String, @Nullable String> carrier, String key) {
    try {
      String text = carrier.apply(key);
      return text == null || text.isBlank() || text.length() > MAX_CHARS ? null : text.strip();
    } catch (Throwable t) {
      // Also a value that is no text, in a map whose type says that it is.
      return null;
    }
  }

  private static @Nullable Long attempt(Function<String, @Nullable String> carrier) {
    Long attempt = count(read(carrier, ATTEMPT));
    if (attempt != null && attempt >= 1) {
      return attempt;
    }
    Long retries = count(read(carrier, RETRY_COUNT));
    return retries == null ? null : retries + 1;
  }

  private static @Nullable Long count(@Nullable String text) {
    try {
      int count = text == null ? -1 : Integer.parseInt(text);
      return count < 0 ? null : Long.valueOf(count);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** A time in ISO 8601 with an offset, or the seconds or milliseconds since 1970. */
  static @Nullable Instant instant(@Nullable String text) {
    if (text == null || text.length() > MAX_NUMBER_CHARS) {
      return null;
    }
    try {
      if (text.indexOf('T') > 0 || text.indexOf('t') > 0) {
        return OffsetDateTime.parse(text).toInstant();
      }
      double number = Double.parseDouble(text);
      if (!(number > 0 && number < LAST_MILLIS)) {
        return null;
      }
      return Instant.ofEpochMilli(Math.round(number < FIRST_MILLIS ? number * 1000 : number));
    } catch (NumberFormatException | DateTimeException e) {
      return null;
    }
  }

  /** Reads a map; a key that is missing may be there with other letters or with dashes. */
  private static final class MapReader implements Function<String, @Nullable String> {
    private final Map<String, String> map;
    private @Nullable Map<String, String> byName;

    MapReader(Map<String, String> map) {
      this.map = map;
    }

    @Override
    public @Nullable String apply(String key) {
      String exact = map.get(key);
      if (exact != null) {
        return exact;
      }
      Map<String, String> known = byName;
      if (known == null) {
        known = new HashMap<>();
        byName = known;
        collect(known);
      }
      return known.get(key);
    }

    private void collect(Map<String, String> known) {
      int left = MAX_ENTRIES;
      for (Map.Entry<String, String> entry : map.entrySet()) {
        String key = entry.getKey();
        String value = entry.getValue();
        if (key != null && value != null && key.length() <= MAX_NUMBER_CHARS) {
          String name = key.toLowerCase(Locale.ROOT).replace('-', '_');
          if (KEYS.contains(name)) {
            known.putIfAbsent(name, value);
          }
        }
        if (--left == 0) {
          return;
        }
      }
    }
  }
}
