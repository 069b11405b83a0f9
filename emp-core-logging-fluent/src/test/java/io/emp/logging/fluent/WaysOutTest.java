package io.emp.logging.fluent;

import static io.emp.logging.fluent.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.util.Duration;
import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ways that the appender has for events besides the Forward protocol to one collector. */
@Timeout(60)
class WaysOutTest {

  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("test");
  private final List<CollectedEvent> first = Collections.synchronizedList(new ArrayList<>());
  private final List<CollectedEvent> second = Collections.synchronizedList(new ArrayList<>());
  private final FluentAppender appender = new FluentAppender(Map.of());

  @BeforeEach
  void prepare() {
    appender.setContext(context);
    appender.setShutdownTimeout(Duration.buildBySeconds(30));
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void whenTheFirstCollectorEndsTheSecondGetsTheRest() throws Exception {
    try (ForwardCollector preferred = ForwardCollector.start(0, first::add);
        ForwardCollector other = ForwardCollector.start(0, second::add)) {
      start("127.0.0.1:" + preferred.port() + ", 127.0.0.1:" + other.port());
      logger.info("one");
      await().until(() -> counts().acked() == 1);
      assertThat(counts().endpoint()).isEqualTo("forward://127.0.0.1:" + preferred.port());
      preferred.close();
      logger.info("two");
      await().until(() -> counts().acked() == 2);

      assertThat(counts().endpoint()).isEqualTo("forward://127.0.0.1:" + other.port());
      assertThat(messages(first)).containsExactly("one");
      assertThat(messages(second)).containsExactly("two");
    }
  }

  @Test
  void anEndpointThatCannotBeReadIsToldAndTheOthersAreUsed() throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, first::add)) {
      start("what is this:x, 127.0.0.1:" + collector.port());
      logger.info("one");
      appender.stop();

      assertThat(messages(first)).containsExactly("one");
      assertThat(context.getStatusManager().getCopyOfStatusList())
          .anyMatch(status -> status.getMessage().contains("\"what is this:x\""));
    }
  }

  @Test
  void theProtocolFluentLoggerDelivers() throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, first::add)) {
      appender.setProtocol("fluent-logger");
      start("127.0.0.1:" + collector.port());
      for (int i = 0; i < 100; i++) {
        logger.info("event {}", i);
      }
      appender.stop();

      await().until(() -> first.size() == 100);
      assertThat(messages(first)).startsWith("event 0").endsWith("event 99");
      assertThat(counts().acked()).isEqualTo(100);
    }
  }

  @Test
  void theFallbackFileGetsWhatCannotBeDelivered(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("fallback.jsonl");
    appender.setFallback(file.toString());
    appender.setFallbackAfter(Duration.buildByMilliseconds(50));
    start("127.0.0.1:" + FreePort.find());
    logger.info("one");
    logger.info("two");

    await()
        .untilAsserted(() -> assertThat(counts().dropped()).containsEntry(DropReason.FALLBACK, 2L));
    List<Map<String, @Nullable Object>> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(ReceivedJson.object(line));
    }
    assertThat(lines).extracting(line -> line.get("message")).containsExactly("one", "two");
    assertThat(lines).extracting(line -> line.get("run_id")).containsOnly(counts().runId());
    assertThat(counts().pending()).isZero();
  }

  private void start(String endpoints) {
    appender.setEndpoints(endpoints);
    appender.start();
    assertThat(appender.isStarted()).isTrue();
    logger.addAppender(appender);
  }

  private DeliverySnapshot counts() {
    return Objects.requireNonNull(appender.snapshot());
  }

  private static List<String> messages(List<CollectedEvent> events) {
    return List.copyOf(events).stream()
        .map(event -> String.valueOf(event.fields().get("message")))
        .toList();
  }
}
