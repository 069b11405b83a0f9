package io.emp.logging.fluent;

import static io.emp.logging.fluent.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.util.Duration;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds between the appender and any collector that takes HTTP. */
@Timeout(120)
abstract class HttpContract {

  private static final int EVENTS = 3_000;

  @TempDir private Path directory;
  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("test");
  private final FluentAppender appender = new FluentAppender(Map.of());
  private ContractCollector collector;
  private int port;

  /** The collector of a test, not started. */
  abstract ContractCollector collector(Path directory) throws Exception;

  /** Whether an event's time is its own, and not that of its arrival. */
  abstract boolean keepsTimes();

  @BeforeEach
  void prepare() throws Exception {
    collector = collector(directory);
    collector.assumeInstalled();
    port = FreePort.find();
    appender.setContext(context);
    appender.setProtocol("http");
    appender.setHost("127.0.0.1");
    appender.setPort(port);
    appender.setTag("http.test");
    appender.setShutdownTimeout(Duration.buildByMilliseconds(100));
  }

  @AfterEach
  void stop() throws Exception {
    context.stop();
    collector.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip"})
  void allArrivesOnceAndInOrder(String compress) throws Exception {
    appender.setCompress(compress);
    collector.start(port);
    startAppender();
    log(0, EVENTS);

    awaitAll(EVENTS);
    assertThat(collector.received())
        .extracting(ReceivedEvent::seq)
        .isEqualTo(LongStream.rangeClosed(1, EVENTS).boxed().toList());
    assertThat(counts().retried()).isZero();
  }

  @Test
  void fieldsArriveAsTheyAreAndTimeIsRenamedWhereItIsTheCallers() throws Exception {
    collector.start(port);
    startAppender();
    logger
        .atWarn()
        .addKeyValue("time", "noon")
        .addKeyValue("count", 7)
        .addKeyValue("share", 0.25)
        .addKeyValue("labels", List.of("a", "\u00e9\ud83d\ude00 \"\\\n"))
        .addKeyValue("nested", Map.of("deep", true))
        .log("text \u4f60\u597d");

    awaitAll(1);
    ReceivedEvent event = collector.received().get(0);
    assertThat(event.fields())
        .containsEntry("message", "text \u4f60\u597d")
        .containsEntry("level", "warn")
        .containsEntry("field_time", "noon")
        .containsEntry("labels", List.of("a", "\u00e9\ud83d\ude00 \"\\\n"))
        .containsEntry("nested", Map.of("deep", true))
        .containsEntry("run_id", counts().runId());
    assertThat(event.number("count")).isEqualTo(7);
    if (keepsTimes()) {
      Instant timestamp = Instant.parse(String.valueOf(event.fields().get("timestamp")));
      assertThat(event.time().truncatedTo(ChronoUnit.MILLIS))
          .isEqualTo(timestamp.truncatedTo(ChronoUnit.MILLIS));
    }
  }

  @Test
  void aCollectorThatIsRestartedMissesNothing() throws Exception {
    startAppender();
    log(0, EVENTS);
    await().until(() -> counts().retried() > 0);
    collector.start(port);
    awaitAll(EVENTS);
    collector.stop();
    log(EVENTS, 2 * EVENTS);
    collector.start(port);

    awaitAll(2 * EVENTS);
    assertThat(collector.received().stream().map(ReceivedEvent::seq).distinct().sorted())
        .isEqualTo(LongStream.rangeClosed(1, 2 * EVENTS).boxed().toList());
  }

  private void awaitAll(int events) {
    await()
        .atMost(java.time.Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(counts().acked()).isEqualTo(events));
    await()
        .atMost(java.time.Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(collector.received().stream().map(ReceivedEvent::seq).distinct().count())
                    .isEqualTo(events));
  }

  private void startAppender() {
    appender.start();
    logger.addAppender(appender);
  }

  private void log(int from, int to) {
    for (int i = from; i < to; i++) {
      logger.info("event {}", i);
    }
  }

  private DeliverySnapshot counts() {
    return Objects.requireNonNull(appender.snapshot());
  }
}
