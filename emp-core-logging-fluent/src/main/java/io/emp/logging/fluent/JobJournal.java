package io.emp.logging.fluent;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * The jobs of this run whose end was not told yet, kept in a {@link JobsFile}, so that the end of a
 * job whose worker was killed can be told by somebody else.
 *
 * <p>Callers only copy into mapped memory, under a lock of its own under which there is nothing
 * else; it is not a monitor, for the sake of virtual threads. The supply thread gives it its file,
 * which may come late, fail, or be made anew: what is open is kept in memory besides. Thread-safe.
 */
final class JobJournal {

  private static final Set<String> BEGINNINGS = Set.of("job_received", "job_started");

  /** A retried job is over here, until it is received again. */
  private static final Set<String> ENDS =
      Set.of("job_completed", "job_failed", "job_cancelled", "job_timed_out", "job_retried");

  /** The core marks by this what a caller tells of a job that has ended. */
  static final String ILLEGAL = "illegal_transition";

  /** One slot is always free, so that a job that is replaced is never without one. */
  private static final int MAX_JOBS = JobsFile.SLOTS - 1;

  private static final int NO_SLOT = -1;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<OpenJob.Key, Place> open = new HashMap<>();
  private final BitSet used = new BitSet(JobsFile.SLOTS);
  private final EngineClock clock;
  private volatile @Nullable JobsFile file;
  private volatile long lastSeen;
  private long leftOut;
  private volatile @Nullable Throwable failure;
  private boolean closed;

  /** Where a job is: its slot, if there is a file, and what is in it. */
  private record Place(int slot, byte[] content) {}

  JobJournal(EngineClock clock) {
    this.clock = clock;
  }

  static boolean isBeginning(@Nullable Object eventType) {
    return eventType instanceof String type && BEGINNINGS.contains(type);
  }

  static boolean isEnd(@Nullable Object eventType) {
    return eventType instanceof String type && ENDS.contains(type);
  }

  // What callers do.

  /** An event is about to be appended. Never throws. */
  void appending(ILoggingEvent event, @Nullable String eventType) {
    try {
      seen();
      if (isEnd(eventType)) {
        ending(OpenJob.Key.of(event.getMDCPropertyMap()));
      }
    } catch (Throwable t) {
      fails(t);
    }
  }

  /** An event was appended, or was dropped and counted. Never throws. */
  void appended(ILoggingEvent event, @Nullable String eventType) {
    try {
      if (isEnd(eventType)) {
        close(OpenJob.Key.of(event.getMDCPropertyMap()));
      } else if (isBeginning(eventType)) {
        Map<String, String> mdc = event.getMDCPropertyMap();
        OpenJob.Key key = OpenJob.Key.of(mdc);
        // An event makes its key-values when it is asked: only for a job that is to be opened.
        if (isOpen(key) || !isIllegal(event)) {
          open(key, OpenJob.encode(mdc, event.getTimeStamp(), JobsFile.CONTENT_BYTES));
        }
      }
    } catch (Throwable t) {
      fails(t);
    }
  }

  private static boolean isIllegal(ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    return pairs != null
        && pairs.stream().anyMatch(pair -> pair != null && ILLEGAL.equals(pair.key));
  }

  /** The run is alive. */
  void seen() {
    long now = clock.epochMillis();
    if (now == lastSeen) {
      return;
    }
    lastSeen = now;
    JobsFile to = file;
    if (to != null) {
      to.seen(now);
    }
  }

  private boolean isOpen(OpenJob.@Nullable Key key) {
    lock.lock();
    try {
      return open.containsKey(key);
    } finally {
      lock.unlock();
    }
  }

  private void open(OpenJob.@Nullable Key key, byte @Nullable [] content) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (key == null || content == null || !put(key, content)) {
        leftOut++;
      }
    } finally {
      lock.unlock();
    }
  }

  /** False where there are too many. */
  private boolean put(OpenJob.Key key, byte[] content) {
    Place before = open.get(key);
    if (before == null && open.size() >= MAX_JOBS) {
      return false;
    }
    Place place = write(content);
    open.put(key, place);
    if (before != null) {
      // Last: a job that is replaced is there twice for a moment, and never not at all.
      clear(before);
    }
    return true;
  }

  private Place write(byte[] content) {
    JobsFile to = file;
    if (to == null) {
      return new Place(NO_SLOT, content);
    }
    int slot = used.nextClearBit(0);
    try {
      to.open(slot, content);
    } catch (InternalError e) {
      fails(e);
      return new Place(NO_SLOT, content);
    }
    used.set(slot);
    return new Place(slot, content);
  }

  private void clear(Place place) {
    JobsFile to = file;
    if (to != null && place.slot != NO_SLOT) {
      to.clear(place.slot);
      used.clear(place.slot);
    }
  }

  private void ending(OpenJob.@Nullable Key key) {
    lock.lock();
    try {
      Place place = open.get(key);
      JobsFile to = file;
      if (place != null && to != null && place.slot != NO_SLOT) {
        to.ends(place.slot);
      }
    } finally {
      lock.unlock();
    }
  }

  private void close(OpenJob.@Nullable Key key) {
    lock.lock();
    try {
      Place place = open.remove(key);
      if (place != null) {
        clear(place);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * There was no memory, or the stack was at its end, or an {@code InternalError} told of a fault
   * in the mapped file, which is not used any more then. The host goes on in any case.
   */
  private void fails(Throwable cause) {
    if (cause instanceof InternalError) {
      file = null;
    }
    failure = cause;
  }

  // What the supply thread does.

  /** Whether it has a file that it can use. */
  boolean hasFile() {
    return file != null;
  }

  /** From now on it is kept here: all that is open, and all that will be. */
  void keepIn(JobsFile to) {
    lock.lock();
    try {
      used.clear();
      file = to;
      to.seen(clock.epochMillis());
      open.replaceAll((key, place) -> write(place.content));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes over a job of a run that has ended in this JVM, as when Logback is configured anew: its
   * worker lives. What this run was told of the job itself is younger.
   *
   * @return false where there are too many
   */
  boolean takeOver(OpenJob job) {
    OpenJob.Key key = job.key();
    byte[] content = OpenJob.encode(job.context(), job.sinceMillis(), JobsFile.CONTENT_BYTES);
    lock.lock();
    try {
      return content == null || open.containsKey(key) || put(key, content);
    } finally {
      lock.unlock();
    }
  }

  /** How many jobs were not taken, for want of room. */
  long leftOut() {
    lock.lock();
    try {
      return leftOut;
    } finally {
      lock.unlock();
    }
  }

  /** What failed since this was last asked. */
  @Nullable Throwable failure() {
    Throwable last = failure;
    failure = null;
    return last;
  }

  /**
   * Nothing more is kept.
   *
   * @return whether no job is open, so that the file is of no use
   */
  boolean close() {
    lock.lock();
    try {
      closed = true;
      file = null;
      return open.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
