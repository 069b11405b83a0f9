package io.emp.logging.fluent;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The thread of the {@link ChunkSupply}: it adopts, makes chunks, and in the end closes the store,
 * so that no caller waits for a disk.
 */
final class ChunkSupplyThread {

  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

  private final ChunkSupply supply;
  private final ChunkPool pool;
  private final ChunkStore store;
  private final StoreReport report;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final AtomicBoolean ended = new AtomicBoolean();
  private final EngineThread thread = new EngineThread(this::run, "emp-fluent-supply");

  ChunkSupplyThread(ChunkSupply supply, ChunkPool pool, ChunkStore store, StoreReport report) {
    this.supply = supply;
    this.pool = pool;
    this.store = store;
    this.report = report;
  }

  /** Starts, and waits until chunks are there; for a time at the most, since a disk may hang. */
  void start(Duration most) {
    thread.start();
    try {
      ready.await(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      adopt();
      while (stopping.getCount() > 0) {
        step();
      }
      store.close();
    } finally {
      ClosingStores.end();
    }
  }

  private void adopt() {
    try {
      ClosingStores.await(LONGEST_CLOSE);
      supply.adopt();
    } catch (InterruptedException e) {
      // Somebody's stray interrupt, as below: the next adoption is soon.
      supply.adoptNothing();
    } catch (RuntimeException | Error e) {
      supply.adoptNothing();
      tell(() -> report.adoptionFails(e));
    }
  }

  private void step() {
    try {
      long nanos = supply.step();
      ready.countDown();
      if (supply.isWilling()) {
        pool.awaitShortage(nanos);
      } else {
        stopping.await(nanos, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      // Somebody's stray interrupt: only stop() ends this thread, and that does not interrupt it.
      Thread.interrupted();
    } catch (RuntimeException | Error e) {
      tell(() -> report.supplyFails(e));
      pauseAfterError();
    }
  }

  /** Without memory nothing can be told, and a listener of the host's may throw. */
  private static void tell(Runnable report) {
    try {
      report.run();
    } catch (RuntimeException | Error e) {
      // Whatever it was, the supply goes on.
    }
  }

  private void pauseAfterError() {
    try {
      stopping.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException | RuntimeException | Error e) {
      // Then there is no pause.
    }
  }

  /** Ends the thread, which closes the store; does not wait longer where the disk hangs. */
  void stop(Duration most) {
    if (thread.isAlive() && ended.compareAndSet(false, true)) {
      ClosingStores.begin();
    }
    stopping.countDown();
    pool.close();
    Threads.join(thread, most);
  }
}
