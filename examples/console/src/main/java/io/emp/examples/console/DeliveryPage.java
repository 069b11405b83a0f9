package io.emp.examples.console;

import java.time.Instant;

/** What each worker's process sent, and what became of it on the way. */
final class DeliveryPage {

  private DeliveryPage() {}

  static Page of(Delivery delivery, Instant now) {
    Html html = new Html().raw("<h1>Delivery</h1>");
    html.raw(
        "<p>Each start of a worker's process counts its events from 1 (<code>run_id</code>,"
            + " <code>seq</code>). A number that is missing is an event that was lost, or has not come"
            + " yet, or went to another collector. A duplicate was sent again because its"
            + " acknowledgement was lost; it is counted here and not stored.</p>");
    if (delivery.runs().isEmpty()) {
      html.raw("<p class=\"empty\">No numbered event has come yet.</p>");
    } else {
      html.raw(
          "<table class=\"runs\"><thead><tr><th>Delivery<th>Machine<th>Workers<th class=\"r\">Sent"
              + "<th class=\"r\">Received<th class=\"r\">Missing<th>Which"
              + "<th class=\"r\" title=\"What the appender itself has told: dropped, refused\">Told"
              + " lost<th class=\"r\">Duplicates<th>Run<th class=\"r\">Last heard</thead><tbody>");
      delivery.runs().forEach(run -> row(html, run, now));
      html.raw("</tbody></table>");
    }
    html.open("p").text(Parts.plural(delivery.unnumbered(), "event"));
    html.text(" came without numbers, from other senders.").close("p");
    return new Page("Delivery", "/delivery", "delivery", html);
  }

  private static void row(Html html, Delivery.Run run, Instant now) {
    html.raw("<tr><td>");
    html.element(
        "span",
        "state " + (run.missing() > 0 ? "failed" : "completed"),
        run.missing() > 0 ? "missing" : "complete");
    html.element("td", run.machineId()).element("td", String.join(", ", run.workers()));
    html.element("td", "r", Parts.count(run.sent()));
    html.element("td", "r", Parts.count(run.received()));
    html.element("td", "r", Parts.count(run.missing())).element("td", "why", run.gaps());
    html.element("td", "r", Parts.count(run.toldDropped() + run.toldRefused()));
    html.element("td", "r", Parts.count(run.duplicates()));
    html.raw("<td class=\"id\">").start("code").with("title", run.runId()).end();
    html.text(Texts.shortened(run.runId(), 8)).close("code").raw("<td class=\"r\">");
    Parts.age(html, run.lastHeard(), now);
  }
}
