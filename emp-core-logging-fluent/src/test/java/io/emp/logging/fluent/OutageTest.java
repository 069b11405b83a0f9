package io.emp.logging.fluent;

import static io.emp.logging.fluent.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.util.Duration;
import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The collector goes away in all the ways it can; with a buffer in memory, and on disk. */
@Timeout(120)
class OutageTest {

  private static final int EVENTS = 20_000;

  @TempDir private Path directory;
  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("test");
  private final List<CollectedEvent> events = Collections.synchronizedList(new ArrayList<>());
  private final FluentAppender appender = new FluentAppender(Map.of());

  @AfterEach
  void stop() {
    context.stop();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBlackHoleLosesNothing(boolean onDisk) throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add);
        ContractProxy proxy = new ContractProxy(collector.port(), 0)) {
      appender.setAckTimeout(Duration.buildByMilliseconds(300));
      start(proxy.port(), onDisk);
      log(0, EVENTS);
      await().until(() -> counts().acked() == EVENTS);

      proxy.freeze();
      log(EVENTS, 2 * EVENTS);
      await().until(() -> counts().retried() >= 2);
      proxy.thaw();

      requireAll(2 * EVENTS);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCollectorThatComesLateGetsAll(boolean onDisk) throws Exception {
    int port = FreePort.find();
    start(port, onDisk);
    log(0, EVENTS);
    await().until(() -> counts().retried() >= 2);

    try (ForwardCollector collector = ForwardCollector.start(port, events::add)) {
      requireAll(EVENTS);
      assertThat(collector.problems()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCollectorThatIsRestartedUnderLoadMissesNothing(boolean onDisk) throws Exception {
    int port = FreePort.find();
    start(port, onDisk);
    for (int i = 0; i < 5; i++) {
      try (ForwardCollector collector = ForwardCollector.start(port, events::add)) {
        log(i * EVENTS, (i + 1) * EVENTS);
        int some = (i * 2 + 1) * EVENTS / 2;
        await().until(() -> counts().acked() >= some);
      }
    }
    try (ForwardCollector collector = ForwardCollector.start(port, events::add)) {
      requireAll(5 * EVENTS);
      assertThat(collector.problems()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStopBeforeABlackHoleKeepsItsDeadline(boolean onDisk) throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add);
        ContractProxy proxy = new ContractProxy(collector.port(), 0)) {
      appender.setAckTimeout(Duration.buildByMinutes(10));
      appender.setShutdownTimeout(Duration.buildByMilliseconds(500));
      start(proxy.port(), onDisk);
      proxy.freeze();
      log(0, EVENTS);

      appender.stop();

      proxy.thaw();
      DeliverySnapshot counts = counts();
      assertThat(counts.acked()).isZero();
      assertThat(onDisk ? counts.pending() : counts.dropped().get(DropReason.SHUTDOWN))
          .isEqualTo(EVENTS);
    }
  }

  private void start(int port, boolean onDisk) {
    appender.setContext(context);
    appender.setHost("127.0.0.1");
    appender.setPort(port);
    if (onDisk) {
      appender.setBufferDirectory(directory.toString());
    }
    appender.start();
    logger.addAppender(appender);
  }

  private void log(int from, int to) {
    for (int i = from; i < to; i++) {
      logger.info("event {}", i);
    }
  }

  /** All have arrived, for the first time in order. */
  private void requireAll(int count) {
    await()
        .atMost(java.time.Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(counts().acked()).isEqualTo(count));
    assertThat(counts().droppedTotal()).isZero();
    assertThat(
            List.copyOf(events).stream()
                .map(event -> event.fields().get("seq"))
                .distinct()
                .toList())
        .isEqualTo(LongStream.rangeClosed(1, count).boxed().toList());
  }

  private DeliverySnapshot counts() {
    return Objects.requireNonNull(appender.snapshot());
  }
}
