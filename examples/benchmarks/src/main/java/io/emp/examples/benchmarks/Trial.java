package io.emp.examples.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Logs the sample through one appender to a {@link Sink}, and prints what it took: the whole of a
 * JVM that {@link ChildJvm} starts for it.
 */
final class Trial {

  /** A worker's threads come to log now and then, and not by spinning. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long MOST_SECONDS = 120;

  /** Nothing for so long, and nothing more comes: where a peer loses events and does not say so. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static final long LONGEST_CALL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Conditions conditions;
  private final Sink sink;
  private final Carrier.Route route;
  private final Logger logger;

  private Trial(Conditions conditions, Sink sink, Path directory) {
    this.conditions = conditions;
    this.sink = sink;
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    // The peers log too, and must not log into themselves.
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    route = conditions.carrier().route(sink.port(), conditions.bufferBytes(), directory);
    logger = context.getLogger("io.example.worker.PromptQueue");
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    route.appender().setContext(context);
    route.appender().start();
    logger.addAppender(route.appender());
  }

  public static void main(String[] arguments) throws Exception {
    Conditions conditions = Conditions.of(arguments);
    Path directory = Files.createTempDirectory("benchmark");
    try (Sink sink = new Sink(conditions.fault())) {
      new Trial(conditions, sink, directory).run().print();
    } finally {
      delete(directory);
    }
    // Whatever a peer's threads still want.
    System.exit(0);
  }

  private Figures run() throws Exception {
    Figures figures = new Figures();
    log(conditions.warmUpEvents());
    awaitDelivery(conditions.warmUpEvents(), 0);
    figures.put("heap_at_rest_bytes", heapAfterCollection());
    long eventsBefore = sink.events();
    long bytesBefore = sink.bytes();
    long lostBefore = route.lost().getAsLong();
    long cpuBefore = cpuNanos();
    long start = System.nanoTime();
    Histogram calls = log(conditions.events());
    long logged = System.nanoTime();
    long end = awaitDelivery(eventsBefore + conditions.events(), lostBefore);
    long arrived = sink.events() - eventsBefore;
    figures.put("mean_ns", calls.getMean());
    figures.put("p50_ns", calls.getValueAtPercentile(50));
    figures.put("p99_ns", calls.getValueAtPercentile(99));
    figures.put("p999_ns", calls.getValueAtPercentile(99.9));
    figures.put("max_ns", calls.getMaxValue());
    figures.put("logged", conditions.events());
    figures.put("arrived", arrived);
    figures.put("lost", route.lost().getAsLong());
    figures.put("bytes", sink.bytes() - bytesBefore);
    figures.put("log_seconds", (logged - start) / 1e9);
    figures.put("seconds", (end - start) / 1e9);
    figures.put("cpu_ns", cpuNanos() - cpuBefore);
    figures.put("heap_after_bytes", heapAfterCollection());
    figures.put("direct_bytes", direct());
    route.appender().stop();
    route.end().close();
    return figures;
  }

  /** Logs from all threads, and gives the times of the calls. */
  private Histogram log(int events) throws InterruptedException {
    int each = events / conditions.threads();
    List<Histogram> histograms = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < conditions.threads(); i++) {
      Histogram histogram = new Histogram(LONGEST_CALL_NANOS, 3);
      histograms.add(histogram);
      Thread thread =
          new Thread(
              () -> {
                Sample.enter();
                if (conditions.perSecond() == 0) {
                  flatOut(each);
                } else {
                  paced(each, conditions.perSecond() / (double) conditions.threads(), histogram);
                }
                MDC.clear();
              },
              "worker-" + i);
      threads.add(thread);
      thread.start();
    }
    Histogram all = new Histogram(LONGEST_CALL_NANOS, 3);
    for (int i = 0; i < threads.size(); i++) {
      threads.get(i).join();
      all.add(histograms.get(i));
    }
    return all;
  }

  private void flatOut(int events) {
    for (int i = 0; i < events; i++) {
      Sample.log(logger);
    }
  }

  private void paced(int events, double perSecond, Histogram calls) {
    long start = System.nanoTime();
    int logged = 0;
    while (logged < events) {
      int due = (int) Math.min(events, (System.nanoTime() - start) * perSecond / 1e9);
      while (logged < due) {
        long before = System.nanoTime();
        Sample.log(logger);
        calls.recordValue(Math.min(System.nanoTime() - before, LONGEST_CALL_NANOS));
        logged++;
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  /**
   * Waits for what was logged, and says when it was there; or, where an appender drops events, when
   * the last of it was. A collector with a fault does not get all, and is not waited for.
   *
   * @param lostBefore what was lost before these events were logged
   */
  private long awaitDelivery(long events, long lostBefore) throws InterruptedException {
    long seenAt = System.nanoTime();
    if (conditions.fault() != Fault.NONE || conditions.carrier() == Carrier.NONE) {
      return seenAt;
    }
    long deadline = seenAt + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    long seen = -1;
    while (System.nanoTime() < deadline) {
      long now = sink.events();
      if (now != seen) {
        seen = now;
        seenAt = System.nanoTime();
      }
      if (route.isEmpty().getAsBoolean()
          && (seen + route.lost().getAsLong() - lostBefore >= events
              || System.nanoTime() - seenAt > QUIET_NANOS)) {
        return seenAt;
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return seenAt;
  }

  private long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        - sink.cpuNanos();
  }

  private static long heapAfterCollection() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
