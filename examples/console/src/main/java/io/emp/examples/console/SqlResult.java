package io.emp.examples.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query has given.
 *
 * @param failure why it has given nothing; null where it has
 * @param more whether there were more rows than are here
 */
record SqlResult(
    List<String> columns,
    List<List<@Nullable String>> rows,
    boolean more,
    long millis,
    @Nullable String failure) {

  static SqlResult failed(String why, long millis) {
    return new SqlResult(List.of(), List.of(), false, millis, why);
  }

  /** As a table of text, whose cells stay within their lines. */
  String asText() {
    if (failure != null) {
      return failure;
    }
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = columns.get(i).length();
      for (List<@Nullable String> row : rows) {
        widths[i] = Math.max(widths[i], shown(row.get(i)).length());
      }
    }
    StringBuilder out = new StringBuilder();
    line(out, columns, widths);
    for (List<@Nullable String> row : rows) {
      line(out, row, widths);
    }
    return out.append('(')
        .append(Parts.plural(rows.size(), "row"))
        .append(more ? ", and more" : "")
        .append(", ")
        .append(millis)
        .append(" ms)")
        .toString();
  }

  private static void line(
      StringBuilder out, List<? extends @Nullable String> cells, int[] widths) {
    int start = out.length();
    for (int i = 0; i < widths.length; i++) {
      String cell = shown(cells.get(i));
      out.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
    }
    int end = out.length();
    while (end > start && out.charAt(end - 1) == ' ') {
      end--;
    }
    out.setLength(end);
    out.append('\n');
  }

  /** A terminal is not to be told anything by a text: controls are shown as escapes. */
  private static String shown(@Nullable String cell) {
    if (cell == null) {
      return "";
    }
    StringBuilder out = new StringBuilder(cell.length());
    cell.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                out.append(c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\u%04x".formatted(c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }
}
