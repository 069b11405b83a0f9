package io.emp.examples.collector;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * Prints each event as one line:
 *
 * <pre>{@code
 * 14:39:52.123456 info  job-12345                 vm-7/worker-1     job_progress      50%  "Resizing" execution_step=resize trace=4bf92f35...
 * }</pre>
 *
 * <p>These are the time of day in UTC, the level, the job, the machine and the worker, the event
 * type ({@code log} where there is none), the progress where there is one, the message; then
 * durations, the error, other fields of the event, the caller's own, and the first eight digits of
 * the trace id. A hyphen stands for what the event does not have. Stack traces are not printed.
 *
 * <p>What is received cannot break out of its place in the line: control characters, and others
 * that do not print, are escaped, and text with a space, an equals sign, a quotation mark or a
 * backslash stands in quotation marks.
 *
 * <p>Thread-safe.
 */
public final class EventPrinter implements Consumer<CollectedEvent> {

  private final PrintStream out;
  private final boolean colours;

  /**
   * Prints without colours.
   *
   * @param out where to
   */
  public EventPrinter(PrintStream out) {
    this(out, false);
  }

  /**
   * Prints with colours or without.
   *
   * @param out where to
   * @param colours whether levels are coloured, by ANSI codes
   */
  public EventPrinter(PrintStream out, boolean colours) {
    this.out = requireNonNull(out, "out");
    this.colours = colours;
  }

  @Override
  public void accept(CollectedEvent event) {
    out.println(new EventLine(event).text(colours));
  }
}
