package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.util.FileSize;
import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class FluentAppenderTest {

  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("test");
  private final List<CollectedEvent> events = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void theEnvironmentSaysWhereToAndUnderWhichTag() throws IOException {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      FluentAppender appender =
          started(
              Map.of(
                  "FLUENTD_HOST", "127.0.0.1",
                  "FLUENTD_PORT", String.valueOf(collector.port()),
                  "FLUENTD_TAG", "from.environment"));
      logger.info("hello");
      appender.stop();

      assertThat(events)
          .singleElement()
          .extracting(CollectedEvent::tag)
          .isEqualTo("from.environment");
      assertDelivered(appender, 1);
    }
  }

  @Test
  void aPropertyOverridesTheEnvironment() throws IOException {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      FluentAppender appender =
          new FluentAppender(
              Map.of(
                  "FLUENTD_HOST", "no-such-host.invalid", "FLUENTD_PORT", "1", "FLUENTD_TAG", "x"));
      appender.setHost("127.0.0.1");
      appender.setPort(collector.port());
      appender.setTag("from.property");
      start(appender);
      logger.info("hello");
      appender.stop();

      assertThat(events).singleElement().extracting(CollectedEvent::tag).isEqualTo("from.property");
    }
  }

  @Test
  void allPropertiesCanBeSetInXml() throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      configure(
          """
          <host>127.0.0.1</host>
          <port>%d</port>
          <protocol>forward</protocol>
          <tag>from.xml</tag>
          <flushInterval>20 milliseconds</flushInterval>
          <chunkSize>400 KB</chunkSize>
          <bufferSize>8 MB</bufferSize>
          <ackTimeout>10 seconds</ackTimeout>
          <connectTimeout>2 seconds</connectTimeout>
          <shutdownTimeout>3 seconds</shutdownTimeout>
          """
              .formatted(collector.port()));
      logger.info("hello");

      await().untilAsserted(() -> assertThat(events).hasSize(1));
      assertThat(statuses(Status.WARN)).isEmpty();
      assertThat(statuses(Status.INFO))
          .anyMatch(text -> text.contains("20 chunks of 409600 bytes"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <port>70000</port>                       | port is 70000
          <port>many</port>                        | many
          <chunkSize>5 MB</chunkSize>              | chunkSize is 5242880
          <chunkSize>1 KB</chunkSize>              | chunkSize is 1024
          <bufferSize>1 KB</bufferSize>            | bufferSize is 1024
          <flushInterval>0 seconds</flushInterval> | flushInterval is 0
          <ackTimeout>soon</ackTimeout>            | soon
          <colour>red</colour>                     | colour
          """)
  void aBadPropertyIsToldWithItsValueAndTheHostGoesOn(String property, String told)
      throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      configure("<host>127.0.0.1</host><port>" + collector.port() + "</port>" + property);
      logger.info("hello");

      await().untilAsserted(() -> assertThat(events).hasSize(1));
      assertThat(statusesFrom(Status.WARN)).anyMatch(text -> text.contains(told));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FLUENTD_PORT       | 8888   | "http", for port 8888
          FLUENTD_PORT       | 9880   | "http", for port 9880
          FLUENTD_PROTOCOL   | smoke  | "smoke"
          FLUENTD_SECURE     | true   | FLUENTD_SECURE is "true"
          FLUENTD_SHARED_KEY | secret | FLUENTD_SHARED_KEY is set
          """)
  void whatThisVersionCannotDoIsRefusedWithTheRemedyAndNoSecret(
      String variable, String value, String told) {
    FluentAppender appender = started(Map.of(variable, value));
    logger.info("nobody takes this");

    assertThat(appender.isStarted()).isFalse();
    assertThat(appender.snapshot()).isNull();
    assertThat(statuses(Status.ERROR)).anyMatch(text -> text.contains(told));
    assertThat(String.join("\n", statusesFrom(Status.INFO))).doesNotContain("secret");
  }

  @Test
  void aBadPortInTheEnvironmentIsToldAndTheDefaultUsed() {
    started(Map.of("FLUENTD_PORT", "2422four"));

    assertThat(statuses(Status.WARN))
        .anyMatch(text -> text.contains("FLUENTD_PORT is \"2422four\""));
    assertThat(statuses(Status.INFO)).anyMatch(text -> text.contains("forward://localhost:24224"));
  }

  @Test
  void aBufferDirectoryInTheEnvironmentIsToldToHaveNoEffect() throws IOException {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      FluentAppender appender =
          started(
              Map.of(
                  "FLUENTD_HOST", "127.0.0.1",
                  "FLUENTD_PORT", String.valueOf(collector.port()),
                  "FLUENTD_BUFFER_DIRECTORY", "/var/spool/emp"));
      logger.info("hello");
      appender.stop();

      assertThat(statuses(Status.WARN))
          .anyMatch(text -> text.contains("FLUENTD_BUFFER_DIRECTORY is \"/var/spool/emp\""));
      assertDelivered(appender, 1);
    }
  }

  @Test
  void withNoCollectorEventsWaitInBoundedMemoryAndItIsToldOnce() throws IOException {
    FluentAppender appender = new FluentAppender(Map.of());
    appender.setHost("127.0.0.1");
    appender.setPort(freePort());
    appender.setBufferSize(new FileSize(1024 * 1024));
    appender.setShutdownTimeout(ch.qos.logback.core.util.Duration.buildByMilliseconds(100));
    start(appender);
    for (int i = 0; i < 20_000; i++) {
      logger.info("event {}", i);
    }
    await().until(() -> snapshot(appender).failedAttempts() >= 3);

    DeliverySnapshot counts = snapshot(appender);
    assertThat(counts.accepted()).isEqualTo(20_000);
    assertThat(counts.pending()).isPositive();
    assertThat(counts.dropped().get(DropReason.BUFFER_FULL)).isPositive();
    assertThat(counts.pending() + counts.droppedTotal()).isEqualTo(20_000);
    assertThat(statuses(Status.WARN))
        .filteredOn(text -> text.contains("Cannot deliver"))
        .hasSize(1);

    appender.stop();
    assertThat(snapshot(appender).dropped().get(DropReason.SHUTDOWN)).isEqualTo(counts.pending());
  }

  @Test
  void anInterruptedThreadLosesNothing() throws IOException {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      FluentAppender appender = startedFor(collector);
      Thread.currentThread().interrupt();
      logger.info("one");
      logger.info("two");
      appender.stop();

      assertThat(Thread.interrupted()).isTrue();
      assertThat(events)
          .extracting(event -> event.fields().get("message"))
          .containsExactly("one", "two");
    }
  }

  @Test
  void anObjectThatLogsWhileItIsReadNeitherHangsNorRecurses() throws IOException {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      FluentAppender appender = startedFor(collector);
      Object talkative =
          new Object() {
            @Override
            public String toString() {
              logger.atInfo().addKeyValue("self", this).log("asked");
              return "told";
            }
          };
      logger.atInfo().addKeyValue("talkative", talkative).log("outer");
      appender.stop();

      assertThat(events)
          .extracting(event -> event.fields().get("message"))
          .containsExactly("asked", "outer");
      assertThat(events.get(1).fields().get("talkative")).isEqualTo("told");
    }
  }

  @Test
  void aSecondStartAndASecondStopDoNothing() throws IOException {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      FluentAppender appender = startedFor(collector);
      appender.start();
      logger.info("one");
      appender.stop();
      appender.stop();
      logger.info("after the stop");

      assertThat(events).hasSize(1);
      assertDelivered(appender, 1);
    }
  }

  @Test
  void aRestartIsARunOfItsOwn() throws IOException {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      FluentAppender appender = startedFor(collector);
      logger.info("one");
      appender.stop();
      appender.start();
      logger.info("two");
      appender.stop();

      assertThat(events).extracting(event -> event.fields().get("seq")).containsExactly(1L, 1L);
      assertThat(events.get(0).fields().get("run_id"))
          .isNotEqualTo(events.get(1).fields().get("run_id"));
    }
  }

  @Test
  void stoppingTheContextDelivers() throws IOException {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      startedFor(collector);
      for (int i = 0; i < 1_000; i++) {
        logger.info("event {}", i);
      }
      context.stop();

      assertThat(events).hasSize(1_000);
    }
  }

  private FluentAppender startedFor(ForwardCollector collector) {
    FluentAppender appender = new FluentAppender(Map.of());
    appender.setHost("127.0.0.1");
    appender.setPort(collector.port());
    start(appender);
    return appender;
  }

  private FluentAppender started(Map<String, String> environment) {
    FluentAppender appender = new FluentAppender(environment);
    appender.setShutdownTimeout(ch.qos.logback.core.util.Duration.buildByMilliseconds(5_000));
    start(appender);
    return appender;
  }

  private void start(FluentAppender appender) {
    appender.setContext(context);
    appender.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(appender);
  }

  private void configure(String properties) throws Exception {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    String xml =
        """
        <configuration>
          <appender name="FLUENTD" class="io.emp.logging.fluent.FluentAppender">%s</appender>
          <root level="INFO"><appender-ref ref="FLUENTD"/></root>
        </configuration>
        """
            .formatted(properties);
    configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  private static DeliverySnapshot snapshot(FluentAppender appender) {
    return Objects.requireNonNull(appender.snapshot());
  }

  private static void assertDelivered(FluentAppender appender, long count) {
    DeliverySnapshot counts = snapshot(appender);
    assertThat(counts.accepted()).isEqualTo(count);
    assertThat(counts.acked()).isEqualTo(count);
    assertThat(counts.pending()).isZero();
    assertThat(counts.droppedTotal()).isZero();
  }

  private List<String> statuses(int level) {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getLevel() == level)
        .map(Status::getMessage)
        .toList();
  }

  private List<String> statusesFrom(int level) {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getLevel() >= level)
        .map(status -> status.getMessage() + " " + status.getThrowable())
        .toList();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
