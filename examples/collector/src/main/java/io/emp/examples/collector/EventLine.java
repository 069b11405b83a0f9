package io.emp.examples.collector;

import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event as one line. */
final class EventLine {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS");
  private static final String ABSENT = "-";
  private static final int TRACE_CHARS = 8;

  /** How wide the columns are; a longer text moves what follows it in its line. */
  private static final int LEVEL_CHARS = 5;

  private static final int JOB_CHARS = 24;
  private static final int WORKER_CHARS = 16;
  private static final int TYPE_CHARS = 16;

  /** Fields with a place of their own in the line. */
  private static final Set<String> PLACED =
      Set.of(
          "level",
          "job_id",
          "machine_id",
          "worker_id",
          "event_type",
          "progress",
          "message",
          "trace_id");

  /** The first of the fields behind the message, in this order. */
  private static final List<String> LEADING =
      List.of(
          "duration_ms",
          "queue_wait_ms",
          "estimated_remaining_ms",
          "error_type",
          "error_message",
          "exception_type");

  /** Fields for machines, or that say again what the line says already. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "timestamp",
          "logger",
          "thread",
          "span_id",
          "trace_flags",
          "session_id",
          "workflow_id",
          "service_type",
          "connector_id",
          "service_instance_id",
          "component",
          "job_status",
          "stack_trace",
          "stack_hash",
          "run_id",
          "seq");

  private final CollectedEvent event;
  private final Map<String, @Nullable Object> fields;

  EventLine(CollectedEvent event) {
    this.event = event;
    this.fields = event.fields();
  }

  /** The line, without its end. */
  String text(boolean colours) {
    StringJoiner line = new StringJoiner("  ");
    line.add(time(event.time()) + " " + level(colours) + " " + padded(word("job_id"), JOB_CHARS));
    line.add(padded(worker(), WORKER_CHARS));
    line.add(padded(fields.get("event_type") == null ? "log" : word("event_type"), TYPE_CHARS));
    if (fields.get("progress") != null) {
      line.add(progress());
    }
    return line.add(message() + behindMessage() + " trace=" + trace()).toString();
  }

  /** The time of day in UTC. */
  private static String time(Instant time) {
    long second = Math.floorMod(time.getEpochSecond(), TimeUnit.DAYS.toSeconds(1));
    return TIME.format(LocalTime.ofSecondOfDay(second).withNano(time.getNano()));
  }

  private String level(boolean colours) {
    String level = word("level");
    String text = padded(level, LEVEL_CHARS);
    if (!colours) {
      return text;
    }
    return switch (level.toLowerCase(Locale.ROOT)) {
      case "error" -> "\u001b[31m" + text + "\u001b[0m";
      case "warn" -> "\u001b[33m" + text + "\u001b[0m";
      case "info" -> "\u001b[32m" + text + "\u001b[0m";
      default -> text;
    };
  }

  private static String padded(String text, int chars) {
    return text + " ".repeat(Math.max(0, chars - text.length()));
  }

  /** The machine and the worker, or the one of them that is known. */
  private String worker() {
    if (fields.get("machine_id") == null) {
      return word("worker_id");
    }
    return fields.get("worker_id") == null
        ? word("machine_id")
        : word("machine_id") + "/" + word("worker_id");
  }

  private String progress() {
    String text = word("progress");
    return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + "%";
  }

  private String message() {
    Object message = fields.get("message");
    return message == null ? ABSENT : SafeText.quoted(message.toString());
  }

  private String trace() {
    Object trace = fields.get("trace_id");
    if (!(trace instanceof String id) || id.length() <= TRACE_CHARS) {
      return word("trace_id");
    }
    return SafeText.word(id.substring(0, TRACE_CHARS)) + "...";
  }

  private String behindMessage() {
    StringBuilder out = new StringBuilder();
    for (String key : LEADING) {
      Object value = key.equals("exception_type") ? exceptionType() : fields.get(key);
      if (value != null) {
        append(key, value, out);
      }
    }
    fields.forEach(
        (key, value) -> {
          if (!PLACED.contains(key) && !LEADING.contains(key) && !LEFT_OUT.contains(key)) {
            append(key, value, out);
          }
        });
    return out.toString();
  }

  /** Where the record does not name it: what the stack trace begins with. */
  private @Nullable Object exceptionType() {
    Object type = fields.get("exception_type");
    if (type != null || !(fields.get("stack_trace") instanceof String trace)) {
      return type;
    }
    int end = 0;
    while (end < trace.length() && ":\r\n".indexOf(trace.charAt(end)) < 0) {
      end++;
    }
    return trace.substring(0, end);
  }

  private static void append(String key, @Nullable Object value, StringBuilder out) {
    out.append(' ').append(SafeText.word(key)).append('=').append(SafeText.value(value));
  }

  private String word(String key) {
    Object value = fields.get(key);
    return value == null ? ABSENT : SafeText.value(value);
  }
}
