package io.emp.examples.console;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parts that several pages are made of. */
final class Parts {

  private static final double HUNDRED = 100;

  private Parts() {}

  /** A state, by its name and a colour. */
  static Html state(Html html, String state) {
    return html.element("span", "state " + state.replace(' ', '-'), state);
  }

  /** How much is done, as a bar and a number. */
  static Html progress(Html html, @Nullable Double progress) {
    if (progress == null) {
      return html;
    }
    double shown = Math.max(0, Math.min(HUNDRED, progress));
    html.start("progress").with("max", "100").with("value", decimal(shown, 1)).end();
    html.close("progress");
    return html.element("span", "number", decimal(shown, 0) + " %");
  }

  /** How long ago a time is, which the page counts on. */
  static Html age(Html html, Instant time, Instant now) {
    html.start("time").with("data-at", time.toEpochMilli());
    html.with("title", Times.dayAndTime(time) + " UTC").end();
    Duration age = Duration.between(time, now);
    return html.text(Times.span(age.isNegative() ? Duration.ZERO : age)).close("time");
  }

  /** A link to a job's page, which is what a row of a list is opened by. */
  static Html job(Html html, String jobId) {
    html.start("a").with("class", "row").with("href", Html.url("/job", "id", jobId));
    return html.end().text(jobId).close("a");
  }

  static Html worker(Html html, String worker, @Nullable String workerId) {
    return workerId == null
        ? html.text(worker)
        : html.link(Html.url("/search", "worker", workerId), worker);
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** With a point, wherever the console runs. */
  static String decimal(double number, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", number);
  }

  static String plural(long number, String one) {
    return count(number) + " " + one + (number == 1 ? "" : "s");
  }
}
