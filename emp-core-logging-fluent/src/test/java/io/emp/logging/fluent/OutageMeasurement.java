package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a log call takes, and what is lost, while the collector fails in various ways: 20,000 events
 * a second for 15 seconds. It prints one row for each. Not a test of each build, since it measures:
 * {@code mvn test -pl emp-core-logging-fluent -am -Dtest=OutageMeasurement
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Timeout(300)
class OutageMeasurement {

  private static final int PER_SECOND = 20_000;
  private static final int SECONDS = 15;
  private static final int EVENTS = PER_SECOND * SECONDS;
  private static final int WARM_UP = 2 * PER_SECOND;

  /** How the collector fails while events are logged. */
  enum Fault {
    NONE,
    BLACK_HOLE_OF_10_S,
    ABSENT_FOR_5_S,
    RESTARTED_TWICE
  }

  @TempDir private Path directory;
  private final AtomicLong received = new AtomicLong();
  private @Nullable CountingCollector collector;
  private @Nullable ContractProxy proxy;

  @ParameterizedTest
  @CsvSource({
    "NONE, false",
    "NONE, true",
    "BLACK_HOLE_OF_10_S, false",
    "BLACK_HOLE_OF_10_S, true",
    "ABSENT_FOR_5_S, false",
    "ABSENT_FOR_5_S, true",
    "RESTARTED_TWICE, false",
    "RESTARTED_TWICE, true"
  })
  void logCallsWhileTheCollectorFails(Fault fault, boolean onDisk) throws Exception {
    CountingCollector first = new CountingCollector(0, received);
    collector = first;
    int port = first.port();
    if (fault == Fault.BLACK_HOLE_OF_10_S) {
      proxy = new ContractProxy(port, 0);
      port = proxy.port();
    }
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    FluentAppender appender = new FluentAppender(Map.of());
    appender.setContext(context);
    appender.setHost("127.0.0.1");
    appender.setPort(port);
    if (onDisk) {
      appender.setBufferDirectory(directory.toString());
    }
    appender.start();
    Logger logger = context.getLogger("io.example.Worker");
    logger.addAppender(appender);
    try {
      pace(logger, new long[WARM_UP]);
      long[] nanos = new long[EVENTS];
      int collectorPort = first.port();
      CompletableFuture<Void> faults = Tasks.run(() -> fail(fault, collectorPort));
      pace(logger, nanos);
      faults.get(60, TimeUnit.SECONDS);
      await().atMost(Duration.ofMinutes(2)).until(() -> counts(appender).pending() == 0);

      print(fault, onDisk, counts(appender), nanos);
      assertThat(counts(appender).droppedTotal()).isZero();
      assertThat(counts(appender).acked()).isEqualTo(EVENTS + WARM_UP);
    } finally {
      context.stop();
      Objects.requireNonNull(collector).close();
      if (proxy != null) {
        proxy.close();
      }
    }
  }

  private static void pace(Logger logger, long[] nanos) {
    long interval = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
    long start = System.nanoTime();
    for (int i = 0; i < nanos.length; i++) {
      long due = start + i * interval;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        if (left > 100_000) {
          LockSupport.parkNanos(50_000);
        } else {
          Thread.onSpinWait();
        }
      }
      long before = System.nanoTime();
      logger
          .atInfo()
          .addKeyValue("job_id", "job-12345")
          .addKeyValue("step", i)
          .log("Sampling step {} of {} done", i, nanos.length);
      nanos[i] = System.nanoTime() - before;
    }
  }

  private void fail(Fault fault, int port) {
    try {
      pause(1);
      switch (fault) {
        case NONE -> pause(1);
        case BLACK_HOLE_OF_10_S -> {
          Objects.requireNonNull(proxy).freeze();
          pause(10);
          Objects.requireNonNull(proxy).thaw();
        }
        case ABSENT_FOR_5_S -> restart(port, 5);
        case RESTARTED_TWICE -> {
          restart(port, 1);
          pause(3);
          restart(port, 1);
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void restart(int port, int secondsAway) throws Exception {
    Objects.requireNonNull(collector).close();
    pause(secondsAway);
    collector = new CountingCollector(port, received);
  }

  private static void pause(int seconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (long left = deadline - System.nanoTime(); left > 0; left = deadline - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static DeliverySnapshot counts(FluentAppender appender) {
    return Objects.requireNonNull(appender.snapshot());
  }

  private void print(Fault fault, boolean onDisk, DeliverySnapshot counts, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "| %s | %s | %,d | %d | %,d | %.1f | %.1f | %.0f | %.0f |%n",
        fault.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
        onDisk ? "disk" : "memory",
        counts.accepted(),
        counts.droppedTotal(),
        received.get() - counts.acked(),
        Arrays.stream(nanos).average().orElse(0) / 1e3,
        nanos[EVENTS / 2] / 1e3,
        nanos[(int) (EVENTS * 0.999)] / 1e3,
        nanos[EVENTS - 1] / 1e3);
  }
}
