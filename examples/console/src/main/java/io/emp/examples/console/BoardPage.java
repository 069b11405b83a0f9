package io.emp.examples.console;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** The jobs, those that need somebody first. */
final class BoardPage {

  private static final int MAX_REASON_CHARS = 200;

  private final Instant now;
  private final Duration stuckAfter;
  private final Html html = new Html();

  private BoardPage(Instant now, Duration stuckAfter) {
    this.now = now;
    this.stuckAfter = stuckAfter;
  }

  static Page of(Board board, boolean whole, Instant now, Duration stuckAfter) {
    BoardPage page = new BoardPage(now, stuckAfter);
    page.write(board, whole);
    return new Page(whole ? "Jobs" : "Board", "/", "board", page.html);
  }

  private void write(Board board, boolean whole) {
    html.raw("<h1>Jobs</h1>");
    if (!whole) {
      counts(board);
    }
    boolean none = true;
    for (Board.Section section : board.sections()) {
      if (section.count() > 0) {
        none = false;
        section(section);
      }
    }
    if (whole) {
      html.raw(none ? "<p class=\"empty\">No such job.</p>" : "").open("p").link("/", "All jobs");
      html.close("p");
    } else if (none) {
      html.raw(
          "<p class=\"empty\">No job yet. Point a worker here: <code>FLUENTD_HOST=localhost</code>."
              + "</p>");
    }
  }

  private void counts(Board board) {
    html.raw("<ul class=\"counts\">");
    for (Board.Section section : board.sections()) {
      html.start("li").with("class", section.kind().parameter()).end();
      html.start("a").with("href", Html.url("/", "show", section.kind().parameter())).end();
      html.element("b", Parts.count(section.count()));
      html.text(" " + section.kind().title.toLowerCase(Locale.ROOT)).close("a");
      html.close("li");
    }
    html.raw("</ul>");
  }

  private void section(Board.Section section) {
    html.start("section").with("class", section.kind().parameter()).end();
    html.open("h2").text(section.kind().title + " ");
    html.element("small", Parts.count(section.count())).close("h2");
    html.raw(
        "<table class=\"jobs\"><colgroup><col class=\"state-column\"><col class=\"job-column\"><col"
            + " class=\"worker-column\"><col class=\"progress-column\"><col><col class=\"time-column\"><col"
            + " class=\"time-column\"></colgroup><thead><tr><th>State<th>Job<th>Worker<th>Progress<th>Step or"
            + " reason<th class=\"r\">Took<th class=\"r\">Last heard</thead><tbody>");
    for (JobRow job : section.jobs()) {
      row(job);
    }
    html.raw("</tbody></table>");
    if (section.count() > section.jobs().size()) {
      html.open("p");
      html.link(
          Html.url("/", "show", section.kind().parameter()),
          "The first %s of %s are shown"
              .formatted(Parts.count(section.jobs().size()), Parts.count(section.count())));
      html.close("p");
    }
    html.close("section");
  }

  private void row(JobRow job) {
    html.raw("<tr><td>");
    Parts.state(html, job.shownState(now, stuckAfter));
    html.raw("<td class=\"id\">");
    Parts.job(html, job.jobId());
    if (job.attempt() != null && job.attempt() > 1) {
      html.element("small", " attempt " + job.attempt());
    }
    html.raw("<td>");
    Parts.worker(html, job.worker(), job.workerId());
    html.raw("<td class=\"progress\">");
    if (job.isOpen() || JobState.FAILED.equals(job.state())) {
      Parts.progress(html, job.progress());
    }
    html.raw("<td class=\"why\">");
    why(job);
    html.raw("<td class=\"r\">");
    took(job);
    html.raw("<td class=\"r\">");
    Parts.age(html, job.lastSeen(), now);
  }

  private void why(JobRow job) {
    if (job.errorType() != null) {
      html.element("b", job.errorType()).text(" ");
    }
    if (job.errorMessage() != null) {
      html.text(Texts.shortened(job.errorMessage(), MAX_REASON_CHARS));
    } else if (job.executionStep() != null && job.isOpen()) {
      html.text(job.executionStep());
    }
  }

  private void took(JobRow job) {
    if (job.durationMs() != null) {
      html.text(Times.span(job.durationMs()));
    } else if (job.startedAt() != null && job.isOpen()) {
      Parts.age(html, job.startedAt(), now);
    }
  }
}
