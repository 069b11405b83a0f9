package io.emp.examples.console;

import io.emp.examples.collector.CollectedEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where receivers hand over what has come, and wait until it is stored. Only so many events may
 * wait: a receiver that finds no room waits too, and acknowledges nothing meanwhile, so that its
 * sender keeps what it has.
 */
final class Intake {

  static final int MAX_WAITING_EVENTS = 20_000;

  private final Clock clock;
  private final Duration patience;
  private final BlockingQueue<Batch> waiting = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(MAX_WAITING_EVENTS);

  /** The events of one message, which give their room back when it is known what became of them. */
  final class Batch {

    private final List<Event> events;
    private final int permits;
    private final CompletableFuture<Void> stored = new CompletableFuture<>();

    private Batch(List<Event> events, int permits) {
      this.events = events;
      this.permits = permits;
    }

    List<Event> events() {
      return events;
    }

    void stored() {
      room.release(permits);
      stored.complete(null);
    }

    void failed(Throwable cause) {
      room.release(permits);
      stored.completeExceptionally(cause);
    }
  }

  /**
   * @param patience how long a receiver waits for room, and then for its events to be stored
   */
  Intake(Clock clock, Duration patience) {
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * Returns when the events are stored.
   *
   * @throws NotStoredException where they are not, or not in time; they may be later then
   */
  void store(List<CollectedEvent> collected) {
    Instant now = clock.instant();
    List<Event> events = new ArrayList<>(collected.size());
    for (CollectedEvent event : collected) {
      events.add(Event.of(event, now));
    }
    int permits = Math.min(events.size(), MAX_WAITING_EVENTS);
    try {
      if (!room.tryAcquire(permits, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new NotStoredException("no room for more events within " + patience, null);
      }
      Batch batch = new Batch(events, permits);
      waiting.add(batch);
      batch.stored.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new NotStoredException("the events could not be stored", e.getCause());
    } catch (TimeoutException e) {
      throw new NotStoredException("the events were not stored within " + patience, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotStoredException("interrupted", e);
    }
  }

  /** Ends a wait in {@link #take}. */
  void wake() {
    waiting.add(new Batch(List.of(), 0));
  }

  /** Tells those that wait that nothing is stored any more. */
  void close() {
    for (Batch batch = waiting.poll(); batch != null; batch = waiting.poll()) {
      batch.failed(new IllegalStateException("the console stops"));
    }
  }

  /**
   * Waits for a batch, and takes those that are behind it.
   *
   * @param mostEvents where they have more, the batch that goes beyond is the last
   * @return what has come; empty where nothing has within the time
   */
  List<Batch> take(int mostEvents, Duration wait) throws InterruptedException {
    List<Batch> batches = new ArrayList<>();
    Batch batch = waiting.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    for (int events = 0; batch != null; batch = events < mostEvents ? waiting.poll() : null) {
      batches.add(batch);
      events += batch.events().size();
    }
    return batches;
  }
}
