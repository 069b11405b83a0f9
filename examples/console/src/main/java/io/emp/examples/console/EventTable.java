package io.emp.examples.console;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events as rows, each with what else is known of it behind a click. */
final class EventTable {

  private static final int MAX_LINE_CHARS = 1000;

  private final Html html;
  private final boolean withJob;

  /**
   * @param withJob whether the events are of several jobs
   */
  EventTable(Html html, boolean withJob) {
    this.html = html;
    this.withJob = withJob;
  }

  /**
   * @param from what the rows' times are counted from; null for the time of day alone
   */
  void write(List<EventRow> events, @Nullable Instant from) {
    html.raw("<table class=\"events\"><thead><tr><th>Time");
    html.raw(from == null ? "" : "<th class=\"r\">After").raw("<th>Level");
    html.raw(withJob ? "<th>Job" : "").raw("<th>Worker<th>Event</thead><tbody>");
    for (EventRow event : events) {
      row(event, from);
    }
    html.raw("</tbody></table>");
  }

  private void row(EventRow event, @Nullable Instant from) {
    html.start("tr").with("class", event.isTrouble() ? event.level() : null).end();
    html.start("td").with("class", "number").with("title", event.timestamp()).end();
    html.text(withJob ? Times.dayAndTime(event.timestamp()) : Times.timeOfDay(event.timestamp()));
    if (from != null) {
      html.element("td", "r", "+" + Times.span(Duration.between(from, event.timestamp())));
    }
    html.open("td").element("span", "level " + level(event), event.level());
    if (withJob) {
      html.raw("<td class=\"id\">");
      if (event.jobId() != null) {
        Parts.job(html, event.jobId());
      }
    }
    html.element("td", event.worker());
    html.raw("<td class=\"event\">");
    what(event);
  }

  /** A class name of the style sheet's, whatever was received. */
  private static String level(EventRow event) {
    return switch (event.level()) {
      case "error", "warn", "info", "debug", "trace" -> event.level();
      default -> "other";
    };
  }

  private void what(EventRow event) {
    html.start("details").with("data-id", event.id()).end().open("summary");
    if (event.eventType() != null) {
      html.element("b", event.eventType()).text(" ");
    }
    html.text(Texts.shortened(event.message(), MAX_LINE_CHARS));
    if (event.progress() != null) {
      html.text(" ").element("span", "number", Parts.decimal(event.progress(), 0) + " %");
    }
    if (event.executionStep() != null) {
      html.text(" ").element("i", event.executionStep());
    }
    if (event.durationMs() != null) {
      html.text(" took ").text(Times.span(event.durationMs()));
    }
    if (event.errorMessage() != null && !event.errorMessage().equals(event.message())) {
      html.text(" ").element("em", Texts.shortened(event.errorMessage(), MAX_LINE_CHARS));
    }
    html.close("summary");
    details(event);
    html.close("details");
  }

  private void details(EventRow event) {
    html.raw("<dl>");
    detail("message", event.message().length() > MAX_LINE_CHARS ? event.message() : null);
    detail("timestamp", event.timestamp());
    detail("logger", event.logger());
    detail("thread", event.thread());
    detail("trace_id", event.traceId());
    detail("span_id", event.spanId());
    detail("attempt", event.attempt());
    detail("queue_wait_ms", event.queueWaitMs());
    detail("illegal_transition", event.illegalTransition());
    detail("error_type", event.errorType());
    detail("error_message", event.errorMessage());
    detail("exception_type", event.exceptionType());
    detail("fields", event.fields());
    html.raw("</dl>");
    if (event.stackTrace() != null) {
      html.element("pre", event.stackTrace());
    }
  }

  private void detail(String name, @Nullable Object value) {
    if (value != null) {
      html.open("div").element("dt", name).element("dd", value).close("div");
    }
  }
}
