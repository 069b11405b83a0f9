package io.emp.examples.console;

import java.time.Instant;

/** The workers and their health. */
final class WorkersPage {

  private WorkersPage() {}

  static Page of(Workers workers, Instant now) {
    Html html = new Html().raw("<h1>Workers</h1>");
    if (workers.workers().isEmpty()) {
      html.raw("<p class=\"empty\">No worker has been heard yet.</p>");
    } else {
      html.raw(
          "<table class=\"workers\"><thead><tr><th>Health<th>Worker<th>Service<th class=\"r\">Open"
              + "<th class=\"r\">Completed<th class=\"r\">Failed<th class=\"r\">Errors"
              + "<th>Last error<th class=\"r\">Last heard</thead><tbody>");
      workers.workers().forEach(worker -> row(html, worker, now));
      html.raw("</tbody></table>");
    }
    return new Page("Workers", "/workers", "workers", html);
  }

  private static void row(Html html, Workers.Worker worker, Instant now) {
    html.raw("<tr><td>").start("span").with("class", "state " + colour(worker));
    html.with("title", worker.healthMessage()).end().text(worker.shownHealth()).close("span");
    html.raw("<td class=\"id\">").start("a").with("class", "row");
    html.with(
        "href",
        worker.workerId() == null ? "/search" : Html.url("/search", "worker", worker.workerId()));
    html.end().text(name(worker)).close("a");
    html.element("td", worker.serviceType());
    html.element("td", "r", Parts.count(worker.openJobs()));
    html.element("td", "r", Parts.count(worker.jobsCompleted()));
    html.element("td", "r", Parts.count(worker.jobsFailed()));
    html.element("td", "r", Parts.count(worker.errors()));
    html.raw("<td class=\"why\">");
    if (worker.lastError() != null) {
      if (worker.lastErrorJobId() != null) {
        html.link(Html.url("/job", "id", worker.lastErrorJobId()), worker.lastError());
      } else {
        html.text(worker.lastError());
      }
    }
    html.raw("<td class=\"r\">");
    Parts.age(html, worker.lastHeard(), now);
  }

  private static String name(Workers.Worker worker) {
    return (worker.machineId() == null ? "" : worker.machineId() + "/")
        + (worker.workerId() == null ? "" : worker.workerId());
  }

  private static String colour(Workers.Worker worker) {
    if (worker.stuckJobs() > 0) {
      return "stuck";
    }
    if (worker.health() == null || worker.health().equals("started")) {
      return "waiting";
    }
    return worker.health().equalsIgnoreCase("healthy") ? "completed" : "failed";
  }
}
