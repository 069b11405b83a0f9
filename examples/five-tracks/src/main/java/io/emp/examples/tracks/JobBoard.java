package io.emp.examples.tracks;

import io.emp.logging.JobEvent;
import io.emp.logging.JobEventListener;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this process's jobs are at, now: a state that their events drive. Keeps the {@value
 * #MAX_ENDED} jobs that ended last beside those that have not.
 */
final class JobBoard implements JobEventListener {

  private static final int MAX_ENDED = 1000;

  private final Map<String, Entry> open = new LinkedHashMap<>();
  private final Map<String, Entry> ended = new LinkedHashMap<>();

  /**
   * A job on the board.
   *
   * @param state what was told of it last
   * @param progress in per cent
   * @param step the step it is in, if that was told
   * @param since when the state was reached
   */
  record Entry(
      String jobId,
      String workerId,
      JobEvent.Type state,
      double progress,
      @Nullable String step,
      Instant since) {}

  @Override
  public synchronized void onJobEvent(JobEvent event) {
    if (event.illegalTransition() != null) {
      return;
    }
    Entry before = open.remove(event.jobId());
    Entry now = entry(event, before);
    if (event.type().isEnd()) {
      ended.put(now.jobId(), now);
      if (ended.size() > MAX_ENDED) {
        ended.remove(ended.keySet().iterator().next());
      }
    } else {
      open.put(now.jobId(), now);
    }
  }

  private static Entry entry(JobEvent event, @Nullable Entry before) {
    double progress = before == null ? 0 : before.progress();
    Double told = event.progress();
    return new Entry(
        event.jobId(),
        event.workerId(),
        event.type(),
        event.type() == JobEvent.Type.COMPLETED ? 100 : told == null ? progress : told,
        event.executionStep(),
        event.time());
  }

  /** A change of two maps: quick enough for the thread that tells the event. */
  @Override
  public Dispatch dispatch() {
    return Dispatch.CALLER_THREAD;
  }

  /** Those that have not ended. */
  synchronized List<Entry> open() {
    return List.copyOf(open.values());
  }

  /** Those that have, the last one last. */
  synchronized List<Entry> ended() {
    return List.copyOf(ended.values());
  }
}
