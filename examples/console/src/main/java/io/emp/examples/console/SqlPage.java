package io.emp.examples.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A box for SQL, and what it has given. */
final class SqlPage {

  private static final String EXAMPLE =
      "SELECT state, count(*) AS jobs, median(duration_ms) AS median_ms\n"
          + "FROM jobs GROUP BY state ORDER BY jobs DESC";

  private SqlPage() {}

  /**
   * @param result null where nothing was run
   */
  static Page of(String sql, @Nullable SqlResult result) {
    Html html = new Html().raw("<h1>SQL</h1>");
    html.raw(
        "<form method=\"post\" action=\"/sql\" class=\"sql\"><textarea name=\"q\" id=\"sql\" rows=\"8\""
            + " spellcheck=\"false\" aria-label=\"SQL\">");
    html.text(sql.isEmpty() ? EXAMPLE : sql);
    html.raw(
        "</textarea><p><button>Run</button> <kbd>Ctrl</kbd>+<kbd>Enter</kbd>. One"
            + " <code>SELECT</code> of DuckDB's SQL, on the tables <code>events</code>,"
            + " <code>jobs</code>, <code>workers</code> and <code>runs</code>. A column for each field"
            + " of the wire format; the others as <code>fields->>'name'</code>. <code>DESCRIBE"
            + " events</code> shows the columns. Times are UTC.</p></form>");
    if (result != null) {
      result(html, result);
    }
    return new Page("SQL", "/sql", null, html);
  }

  private static void result(Html html, SqlResult result) {
    if (result.failure() != null) {
      html.start("pre").with("class", "trouble").with("role", "alert").end();
      html.text(result.failure()).close("pre");
      return;
    }
    html.open("p").text(Parts.plural(result.rows().size(), "row"));
    html.text(result.more() ? ", and more, in " : " in ").text(Times.span(result.millis()));
    html.close("p").raw("<div class=\"wide\"><table class=\"result\"><thead><tr>");
    result.columns().forEach(column -> html.element("th", column));
    html.raw("</thead><tbody>");
    for (List<@Nullable String> row : result.rows()) {
      html.open("tr");
      for (int i = 0; i < row.size(); i++) {
        cell(html, result.columns().get(i), row.get(i));
      }
    }
    html.raw("</tbody></table></div>");
  }

  private static void cell(Html html, String column, @Nullable String value) {
    html.open("td");
    if (value == null) {
      html.raw("<i>null</i>");
    } else if (column.equals("job_id")) {
      Parts.job(html, value);
    } else if (column.equals("trace_id")) {
      html.link(Html.url("/search", "trace", value), value);
    } else {
      html.text(value);
    }
  }
}
