package io.emp.examples.console;

import org.jspecify.annotations.Nullable;

/**
 * What stands around the content of each page.
 *
 * @param title the page's own title
 * @param path the page's place in the navigation
 * @param live what the page is to be told of, as {@link LiveUpdates} takes it; null for a page that
 *     stays as it is
 * @param content what {@code console.js} renews when something has changed
 */
record Page(String title, String path, @Nullable String live, Html content) {

  private static final String[][] PLACES = {
    {"/", "Board", "b"},
    {"/workers", "Workers", "w"},
    {"/delivery", "Delivery", "d"},
    {"/search", "Search", "s"},
    {"/sql", "SQL", "q"},
  };

  /**
   * The whole page.
   *
   * @param trouble why nothing can be stored at present; null where it can
   */
  String html(@Nullable String trouble) {
    Html html = new Html();
    html.raw("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
    html.text(title);
    html.raw(
        " - EMP console</title><meta name=\"viewport\" content=\"width=device-width\">"
            + "<link rel=\"icon\" href=\"/console.svg\"><link rel=\"stylesheet\""
            + " href=\"/console.css\"><script src=\"/console.js\" defer></script></head>");
    html.start("body").with("data-live", live).end();
    html.raw("<header><nav>");
    for (String[] place : PLACES) {
      html.start("a").with("href", place[0]).with("data-key", place[2]);
      html.with("title", "Key: " + place[2]);
      html.with("aria-current", place[0].equals(path) ? "page" : null);
      html.end().text(place[1]).close("a");
    }
    html.raw(
        "</nav><form action=\"/find\" role=\"search\"><input name=\"q\" id=\"find\""
            + " placeholder=\"Job, trace, worker or words (key: /)\" aria-label=\"Find\""
            + " autocomplete=\"off\" spellcheck=\"false\"></form>");
    if (live != null) {
      html.raw("<span id=\"live\" role=\"status\">connecting</span>");
    }
    html.raw(
        "<button type=\"button\" id=\"theme\" title=\"Light or dark (key: t)\">light/dark</button>"
            + "<button type=\"button\" id=\"keys\" title=\"Keys (key: ?)\">?</button></header>");
    if (trouble != null) {
      html.start("p").with("class", "trouble").with("role", "alert").end();
      html.text("Nothing can be stored at present, and senders wait: " + trouble).close("p");
    }
    html.raw("<main id=\"content\">").add(content).raw("</main>");
    html.raw(
        "<dialog id=\"help\"><h2>Keys</h2><table><tr><td><kbd>j</kbd> <kbd>k</kbd><td>next row,"
            + " previous row<tr><td><kbd>Enter</kbd><td>open the row<tr><td><kbd>/</kbd><td>find"
            + "<tr><td><kbd>b</kbd> <kbd>w</kbd> <kbd>d</kbd> <kbd>s</kbd> <kbd>q</kbd><td>board,"
            + " workers, delivery, search, SQL<tr><td><kbd>t</kbd><td>light or dark<tr><td><kbd>?</kbd>"
            + "<td>these keys</table><p>All times are UTC.</p><form method=\"dialog\"><button>"
            + "Close</button></form></dialog></body></html>");
    return html.toString();
  }
}
