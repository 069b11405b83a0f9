package io.emp.examples.worker;

import io.emp.logging.fluent.DeliverySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is printed at the end.
 *
 * @param events what became of the events; null where none could be sent
 * @param received how many the embedded collector has received; null where there is none
 */
record Summary(List<JobResult> jobs, @Nullable DeliverySnapshot events, @Nullable Long received) {

  /** True where every event has arrived. A failed job is no failure of the service. */
  boolean allDelivered() {
    return events != null
        && events.acked() == events.accepted()
        && (received == null || received >= events.accepted());
  }

  List<String> lines() {
    List<JobResult> failed = jobs.stream().filter(job -> !job.completed()).toList();
    List<String> lines = new ArrayList<>();
    lines.add(
        "Jobs:       "
            + (jobs.size() - failed.size())
            + " completed, "
            + failed.size()
            + " failed");
    failed.forEach(job -> lines.add("            " + job));
    lines.add(
        "Events:     "
            + (events == null ? "none sent, the appender was not started" : counts(events)));
    if (received != null) {
      lines.add("Collector:  " + received + " received");
    }
    return lines;
  }

  private static String counts(DeliverySnapshot events) {
    return String.format(
        Locale.ROOT,
        "%d accepted, %d acked, %d dropped, %d pending",
        events.accepted(),
        events.acked(),
        events.droppedTotal(),
        events.pending());
  }
}
