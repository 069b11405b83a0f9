package io.emp.examples.console;

import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for. Each field that is not empty narrows it.
 *
 * @param any an id or words: a job's, a trace's or a worker's id as a whole, or a part of a text
 * @param job a part of a job's id
 * @param worker a worker's or a machine's id
 * @param text a part of the message, the error, the stack or the fields, in capitals or not
 * @param level the least severe level
 * @param since one of {@link #SPANS}
 * @param from and {@code to}: times in UTC, as {@code 2026-11-25T10:00}
 */
record Search(
    String any,
    String job,
    String trace,
    String worker,
    String text,
    String level,
    String since,
    String from,
    String to) {

  static final int MOST_EVENTS = 200;

  static final Map<String, Duration> SPANS =
      Map.of(
          "5m", Duration.ofMinutes(5),
          "1h", Duration.ofHours(1),
          "24h", Duration.ofHours(24),
          "7d", Duration.ofDays(7));

  private static final List<String> LEVELS = List.of("trace", "debug", "info", "warn", "error");

  private static final String WORDS =
      "(contains(lower(message), ?) OR contains(lower(error_message), ?) OR"
          + " contains(lower(stack_trace), ?) OR contains(lower(fields), ?) OR stack_hash = ?)";

  /**
   * What was found.
   *
   * @param jobs those whose id has the words in it
   * @param events the latest
   * @param more whether there are older ones too
   */
  record Found(List<JobRow> jobs, List<EventRow> events, boolean more) {}

  static Search of(Pages.Parameters parameters) {
    return new Search(
        parameters.get("q").strip(),
        parameters.get("job").strip(),
        parameters.get("trace").strip(),
        parameters.get("worker").strip(),
        parameters.get("text").strip(),
        parameters.get("level"),
        parameters.get("since"),
        parameters.get("from"),
        parameters.get("to"));
  }

  boolean isEmpty() {
    return (any + job + trace + worker + text + level + since + from + to).isEmpty();
  }

  Found run(Readers readers, Instant now) throws SQLException {
    Condition condition = condition(now);
    return readers.read(
        connection -> {
          List<EventRow> events =
              new ArrayList<>(
                  Readers.rows(
                      connection,
                      "SELECT "
                          + EventRow.COLUMNS
                          + " FROM events"
                          + condition.where()
                          + " ORDER BY event_id DESC LIMIT "
                          + (MOST_EVENTS + 1),
                      EventRow::read,
                      condition.parameters.toArray()));
          boolean more = events.size() > MOST_EVENTS;
          if (more) {
            events.remove(MOST_EVENTS);
          }
          String jobWords = any.isEmpty() ? job : any;
          List<JobRow> jobs =
              jobWords.isEmpty()
                  ? List.of()
                  : Readers.rows(
                      connection,
                      "SELECT * FROM jobs WHERE contains(lower(job_id), ?)"
                          + " ORDER BY state_at DESC LIMIT 20",
                      JobRow::read,
                      jobWords.toLowerCase(Locale.ROOT));
          return new Found(jobs, List.copyOf(events), more);
        });
  }

  private Condition condition(Instant now) {
    Condition condition = new Condition();
    if (!any.isEmpty()) {
      String lower = any.toLowerCase(Locale.ROOT);
      condition.and(
          "(job_id = ? OR trace_id = ? OR worker_id = ? OR machine_id = ? OR " + WORDS + ")",
          any,
          lower,
          any,
          any,
          lower,
          lower,
          lower,
          lower,
          lower);
    }
    if (!job.isEmpty()) {
      condition.and("contains(lower(job_id), ?)", job.toLowerCase(Locale.ROOT));
    }
    if (!trace.isEmpty()) {
      condition.and("trace_id = ?", trace.toLowerCase(Locale.ROOT));
    }
    if (!worker.isEmpty()) {
      condition.and(
          "(worker_id = ? OR machine_id = ? OR machine_id || '/' || worker_id = ?)",
          worker,
          worker,
          worker);
    }
    if (!text.isEmpty()) {
      String lower = text.toLowerCase(Locale.ROOT);
      condition.and(WORDS, lower, lower, lower, lower, lower);
    }
    int least = LEVELS.indexOf(level);
    if (least > 0) {
      condition.and(
          "level IN ('" + String.join("', '", LEVELS.subList(least, LEVELS.size())) + "')");
    }
    Duration span = SPANS.get(since);
    if (span != null) {
      condition.and("timestamp >= ?", Times.toSql(now.minus(span)));
    }
    bound(condition, "timestamp >= ?", from);
    bound(condition, "timestamp <= ?", to);
    return condition;
  }

  private static void bound(Condition condition, String sql, String time) {
    LocalDateTime parsed = time(time);
    if (parsed != null) {
      condition.and(sql, parsed);
    }
  }

  private static @Nullable LocalDateTime time(String text) {
    try {
      return text.isEmpty() ? null : LocalDateTime.parse(text.replace("Z", ""));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not a time", e);
    }
  }

  private static final class Condition {

    private final List<String> parts = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    void and(String sql, Object... values) {
      parts.add(sql);
      parameters.addAll(List.of(values));
    }

    String where() {
      return parts.isEmpty() ? "" : " WHERE " + String.join(" AND ", parts);
    }
  }
}
