package io.emp.examples.console;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One job: what it is at, why it failed, and all that was told of it. */
final class JobPage {

  private static final int CHART_WIDTH = 1000;
  private static final int BAR_HEIGHT = 18;

  private final JobHistory history;
  private final Instant now;
  private final Duration stuckAfter;
  private final Html html = new Html();

  private JobPage(JobHistory history, Instant now, Duration stuckAfter) {
    this.history = history;
    this.now = now;
    this.stuckAfter = stuckAfter;
  }

  static Page of(JobHistory history, Instant now, Duration stuckAfter) {
    JobPage page = new JobPage(history, now, stuckAfter);
    page.write();
    String jobId = history.job().jobId();
    return new Page("Job " + jobId, "/job", "job:" + jobId, page.html);
  }

  private void write() {
    JobRow job = history.job();
    html.open("h1").text("Job ");
    copyable(job.jobId());
    html.text(" ");
    Parts.state(html, job.shownState(now, stuckAfter)).close("h1");
    failure(job);
    facts(job);
    phases();
    events();
  }

  /** The reason stands first: it is what most come for. */
  private void failure(JobRow job) {
    if (job.isStuck(now, stuckAfter)) {
      html.raw("<section class=\"reason stuck\"><h2>Stuck</h2><p>Nothing was heard of it for ");
      Parts.age(html, job.lastSeen(), now).raw(".");
      if (job.executionStep() != null) {
        html.text(" Its last step: ").element("b", job.executionStep()).raw(".");
      }
      html.raw("</p></section>");
    }
    if (!JobState.FAILED.equals(job.state())) {
      return;
    }
    html.raw("<section class=\"reason failed\"><h2>Why it failed</h2><p>");
    if (job.errorType() != null) {
      html.element("b", job.errorType()).text(": ");
    }
    html.text(job.errorMessage() == null ? "No reason was given." : job.errorMessage());
    html.raw("</p>");
    if (job.exceptionType() != null) {
      html.open("p").element("code", job.exceptionType());
      if (job.stackHash() != null) {
        html.text(" ");
        html.link(
            Html.url("/search", "text", job.stackHash()), "other failures with the same stack");
      }
      html.close("p");
    }
    String stack = lastStack();
    if (stack != null) {
      html.raw("<details open><summary>Stack trace</summary>").element("pre", stack);
      html.raw("</details>");
    }
    html.raw("</section>");
  }

  private @Nullable String lastStack() {
    List<EventRow> events = history.steps();
    for (int i = events.size() - 1; i >= 0; i--) {
      if (events.get(i).stackTrace() != null) {
        return events.get(i).stackTrace();
      }
    }
    return null;
  }

  private void facts(JobRow job) {
    html.raw("<dl class=\"facts\">");
    fact("Worker", job.worker());
    fact("Service", job.serviceType());
    fact("Attempt", job.attempt());
    fact("Workflow", job.workflowId());
    fact("Session", job.sessionId());
    fact("Model", job.model());
    if (job.queueWaitMs() != null) {
      fact("Waited", Times.span(job.queueWaitMs()));
    } else if (job.receivedAt() != null && job.startedAt() != null) {
      fact("Waited", Times.span(Duration.between(job.receivedAt(), job.startedAt())));
    }
    if (job.durationMs() != null) {
      fact("Took", Times.span(job.durationMs()));
    }
    if (job.isOpen() && job.progress() != null) {
      html.raw("<div><dt>Progress<dd>");
      Parts.progress(html, job.progress()).raw("</div>");
    }
    html.raw("<div><dt>Last heard<dd>");
    Parts.age(html, job.lastSeen(), now).raw(" ago</div>");
    for (String traceId : history.traceIds()) {
      html.raw("<div><dt>Trace<dd>");
      copyable(traceId);
      html.text(" ").link(Html.url("/search", "trace", traceId), "all of this trace");
      html.raw("</div>");
    }
    html.raw("</dl>");
  }

  private void fact(String name, @Nullable Object value) {
    if (value != null && !value.toString().isEmpty()) {
      html.open("div").element("dt", name).element("dd", value).close("div");
    }
  }

  private void copyable(String text) {
    html.element("code", text);
    html.start("button").with("type", "button").with("class", "copy").with("data-copy", text);
    html.with("title", "Copy " + text).end().text("copy").close("button");
  }

  /** Attributes of SVG, and not styles: the page's policy allows no style of an element's own. */
  private void phases() {
    List<Phase> phases = Phase.of(history.steps(), history.job().isOpen() ? now : end());
    if (phases.isEmpty()) {
      return;
    }
    Instant from = phases.get(0).from();
    long total = Math.max(1, Duration.between(from, phases.get(phases.size() - 1).to()).toMillis());
    html.raw("<section><h2>Timeline</h2><table class=\"phases\"><tbody>");
    Phase last = phases.get(phases.size() - 1);
    boolean failed = JobState.FAILED.equals(history.job().state());
    for (Phase phase : phases) {
      double x = Duration.between(from, phase.from()).toMillis() * (double) CHART_WIDTH / total;
      double width = Math.max(2, phase.length().toMillis() * (double) CHART_WIDTH / total);
      html.raw("<tr><td>").text(phase.name());
      if (phase.attempt() > 1) {
        html.element("small", " attempt " + phase.attempt());
      }
      html.element("td", "r", Times.span(phase.length()));
      html.raw("<td class=\"bar\">").start("svg");
      html.with("viewBox", "0 0 " + CHART_WIDTH + " " + BAR_HEIGHT);
      html.with("preserveAspectRatio", "none").with("aria-hidden", "true").end();
      html.start("rect").with("class", failed && phase.equals(last) ? "failed" : phase.kind());
      html.with("x", Parts.decimal(Math.min(x, CHART_WIDTH - 2.0), 1))
          .with("width", Parts.decimal(width, 1));
      html.with("height", BAR_HEIGHT).end().raw("</rect></svg>");
    }
    html.raw("</tbody></table></section>");
  }

  private Instant end() {
    Instant ended = history.job().endedAt();
    return ended == null ? history.job().lastSeen() : ended;
  }

  private void events() {
    JobRow job = history.job();
    html.open("section").open("h2").text("What was told ");
    html.element(
        "small",
        Parts.plural(job.events(), "event")
            + ", "
            + Parts.plural(job.errors(), "error")
            + ", "
            + Parts.plural(job.warnings(), "warning"));
    html.close("h2");
    if (history.earlierThan() != null) {
      html.open("p");
      html.link(
          Html.url("/job", "id", job.jobId()) + "&before=" + history.earlierThan(),
          "Earlier events");
      html.close("p");
    }
    Instant from = history.events().isEmpty() ? now : history.events().get(0).timestamp();
    new EventTable(html, false).write(history.events(), from);
    html.close("section");
  }
}
