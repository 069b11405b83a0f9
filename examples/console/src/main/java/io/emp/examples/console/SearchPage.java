package io.emp.examples.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A form for what is looked for, and what was found. */
final class SearchPage {

  private static final List<String> LEVELS = List.of("", "debug", "info", "warn", "error");
  private static final List<String> SPANS = List.of("", "5m", "1h", "24h", "7d");

  private SearchPage() {}

  /**
   * @param found null where nothing was looked for
   */
  static Page of(Search search, Search.@Nullable Found found) {
    Html html = new Html().raw("<h1>Search</h1>");
    form(html, search);
    if (found != null) {
      found(html, found);
    }
    return new Page("Search", "/search", null, html);
  }

  private static void form(Html html, Search search) {
    html.raw("<form class=\"search\" action=\"/search\">");
    field(html, "Anything", "q", "search", search.any());
    field(html, "Job id", "job", "text", search.job());
    field(html, "Trace id", "trace", "text", search.trace());
    field(html, "Worker or machine", "worker", "text", search.worker());
    field(html, "Text", "text", "text", search.text());
    choice(html, "Level from", "level", LEVELS, search.level());
    choice(html, "In the last", "since", SPANS, search.since());
    field(html, "From (UTC)", "from", "datetime-local", search.from());
    field(html, "To (UTC)", "to", "datetime-local", search.to());
    html.raw("<button>Search</button></form>");
  }

  private static void field(Html html, String label, String name, String type, String value) {
    html.open("label").text(label).start("input").with("name", name).with("type", type);
    html.with("value", value).with("spellcheck", "false").end().close("label");
  }

  private static void choice(
      Html html, String label, String name, List<String> choices, String chosen) {
    html.open("label").text(label).start("select").with("name", name).end();
    for (String choice : choices) {
      html.start("option").with("value", choice).with("selected", choice.equals(chosen)).end();
      html.text(choice.isEmpty() ? "any" : choice).close("option");
    }
    html.close("select").close("label");
  }

  private static void found(Html html, Search.Found found) {
    if (!found.jobs().isEmpty()) {
      html.raw("<section><h2>Jobs</h2><ul class=\"jobs\">");
      for (JobRow job : found.jobs()) {
        html.open("li");
        Parts.state(html, job.state()).text(" ");
        Parts.job(html, job.jobId()).close("li");
      }
      html.raw("</ul></section>");
    }
    html.open("section").open("h2").text("Events ");
    html.element(
        "small",
        found.more()
            ? "the latest " + found.events().size()
            : Parts.plural(found.events().size(), "event"));
    html.close("h2");
    if (found.events().isEmpty()) {
      html.raw("<p class=\"empty\">Nothing was found.</p>");
    } else {
      new EventTable(html, true).write(found.events(), null);
    }
    html.close("section");
  }
}
