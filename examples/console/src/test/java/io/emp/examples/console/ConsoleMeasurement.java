package io.emp.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.CollectedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stores a million events, then measures how long each page takes, at rest and while 2,000 events a
 * second arrive. Not a test by its name: it is run by its own command, see docs/console.md.
 */
class ConsoleMeasurement {

  private static final int EVENTS = MillionEvents.EVENTS;
  private static final int BATCH = 2_000;
  private static final int RATE = 2_000;
  private static final int REQUESTS = 30;

  @TempDir Path directory;

  private final MillionEvents events = new MillionEvents(Instant.now());

  @Test
  void measure() throws Exception {
    long start = System.nanoTime();
    try (TestStore store = new TestStore(directory, 2L * EVENTS, Long.MAX_VALUE)) {
      for (int stored = 0; stored < EVENTS; stored += BATCH) {
        store.intake.store(events.batch(BATCH));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%,d events of %,d jobs stored in %.1f s, a file of %,d bytes%n",
        EVENTS,
        EVENTS / MillionEvents.EVENTS_PER_JOB,
        (System.nanoTime() - start) / 1e9,
        Files.size(directory.resolve(Database.FILE)));
    try (TestConsole console = new TestConsole(directory, Clock.systemUTC())) {
      pages(console, "at rest");
      AtomicBoolean stop = new AtomicBoolean();
      CompletableFuture<Long> arriving = CompletableFuture.supplyAsync(() -> arrive(console, stop));
      pages(console, "while events arrive");
      stop.set(true);
      System.out.printf(
          Locale.ROOT, "arrived and stored meanwhile: %,d a second%n", arriving.get());
    }
  }

  private void pages(TestConsole console, String when) throws Exception {
    System.out.println("| page, " + when + " | median ms | longest ms |");
    measure(console, "board", "/");
    measure(console, "board, failed ones", "/?show=failed");
    measure(console, "job", "/job?id=job-51234");
    measure(console, "workers", "/workers");
    measure(console, "delivery", "/delivery");
    measure(console, "search for a trace", "/search?trace=" + MillionEvents.trace(51_234));
    measure(console, "search for a worker", "/search?worker=worker-7");
    measure(console, "search for a frequent text", "/search?text=tile");
    measure(console, "search for a rare text", "/search?text=tile+77777+");
    measure(console, "search for a text that is nowhere", "/search?text=nowhere");
    measure(console, "search for anything", "/search?q=nowhere");
    measure(console, "errors of the last hour", "/search?level=error&since=1h");
  }

  private static void measure(TestConsole console, String name, String path) throws Exception {
    long[] millis = new long[REQUESTS];
    for (int i = -3; i < REQUESTS; i++) {
      long start = System.nanoTime();
      assertThat(console.get(path).statusCode()).isEqualTo(200);
      if (i >= 0) {
        millis[i] = (System.nanoTime() - start) / 1_000_000;
      }
    }
    Arrays.sort(millis);
    System.out.printf("| %s | %d | %d |%n", name, millis[REQUESTS / 2], millis[REQUESTS - 1]);
  }

  /** As many as the rate says, ten times a second, by the HTTP input. */
  private long arrive(TestConsole console, AtomicBoolean stop) {
    long start = System.nanoTime();
    long sent = 0;
    while (!stop.get()) {
      String json =
          Json.text(events.batch(RATE / 10).stream().map(CollectedEvent::fields).toList());
      try {
        assertThat(console.events("t", json).statusCode()).isEqualTo(200);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      sent += RATE / 10;
      long due = start + sent * 1_000_000_000L / RATE;
      LockSupport.parkNanos(due - System.nanoTime());
    }
    return sent * 1_000_000_000L / (System.nanoTime() - start);
  }
}
