package io.emp.examples.collector;

import java.io.PrintStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prints each event in one line that a person can follow. No value can break the line or steer the
 * terminal.
 */
public final class EventPrinter implements Consumer<CollectedEvent> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int TRACE_CHARS = 8;
  private static final int MAX_CHARS = 120;

  /** What has its own place in the line, or is told by another field. */
  private static final Set<String> PLACED =
      Set.of(
          "timestamp",
          "level",
          "message",
          "logger",
          "thread",
          "trace_id",
          "span_id",
          "trace_flags",
          "job_id",
          "machine_id",
          "worker_id",
          "service_type",
          "connector_id",
          "service_instance_id",
          "component",
          "event_type",
          "job_status",
          "exception_type",
          "stack_trace",
          "stack_hash",
          "run_id",
          "seq");

  private final PrintStream out;

  /**
   * A printer.
   *
   * @param out where to print
   */
  public EventPrinter(PrintStream out) {
    this.out = out;
  }

  @Override
  public void accept(CollectedEvent event) {
    out.println(line(event));
  }

  static String line(CollectedEvent event) {
    StringBuilder line = new StringBuilder();
    line.append(TIME.format(event.time()));
    column(line, upper(event.text("level")), 5);
    column(line, or(event.text("event_type"), "log"), 14);
    column(line, or(event.text("job_id"), "-"), 18);
    column(line, or(event.text("machine_id"), "-") + "/" + or(event.text("worker_id"), "-"), 22);
    column(line, "trace " + shortened(or(event.text("trace_id"), "-")), 14);
    line.append("  ").append(printable(or(event.text("message"), "")));
    for (Map.Entry<String, @Nullable Object> field : event.fields().entrySet()) {
      if (!PLACED.contains(field.getKey())) {
        line.append("  ")
            .append(printable(field.getKey()))
            .append('=')
            .append(printable(String.valueOf(field.getValue())));
      }
    }
    String exception = event.text("exception_type");
    if (exception != null) {
      line.append("  exception=").append(printable(exception));
    }
    return line.toString();
  }

  private static void column(StringBuilder line, String text, int width) {
    String shown = printable(text);
    line.append("  ").append(shown).append(" ".repeat(Math.max(0, width - shown.length())));
  }

  private static String upper(@Nullable String level) {
    return or(level, "-").toUpperCase(Locale.ROOT);
  }

  private static String or(@Nullable String text, String otherwise) {
    return text == null ? otherwise : text;
  }

  private static String shortened(String traceId) {
    return traceId.substring(0, Math.min(traceId.length(), TRACE_CHARS));
  }

  private static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(MAX_CHARS)
        .forEach(
            c -> {
              int type = Character.getType(c);
              if (type == Character.CONTROL
                  || type == Character.FORMAT
                  || type == Character.SURROGATE
                  || type == Character.LINE_SEPARATOR
                  || type == Character.PARAGRAPH_SEPARATOR) {
                shown.append(String.format("\\u%04x", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return text.codePointCount(0, text.length()) > MAX_CHARS
        ? shown.append("...").toString()
        : shown.toString();
  }
}
