package io.emp.logging.fluent;

import static io.emp.logging.fluent.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
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

  @ParameterizedTest
  @CsvSource({
    "excludedCipherSuites, [, character class",
    "includedCipherSuites, FOO, leave no cipher suite",
    "includedProtocols, FOO, leave no protocol"
  })
  void parametersOfSslThatCannotBeFollowedDoNotBreakTheConfiguration(
      String parameter, String value, String complaint) throws Exception {
    configure("<ssl><parameters><%1$s>%2$s</%1$s></parameters></ssl>".formatted(parameter, value));

    assertThat(context.getStatusManager().getCopyOfStatusList())
        .filteredOn(status -> status.getLevel() >= Status.WARN)
        .singleElement()
        .extracting(Status::getMessage)
        .asString()
        .contains("does not start", "<ssl>", complaint);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1:24224", "cafe:24224", "collector:1:2"})
  void aPortInTheHostIsSaid(String host) throws Exception {
    configure("<host>%s</host>".formatted(host));

    assertThat(context.getStatusManager().getCopyOfStatusList())
        .filteredOn(status -> status.getLevel() >= Status.WARN)
        .singleElement()
        .satisfies(
            status -> {
              assertThat(status.getMessage()).contains(host, "the port apart");
              assertThat(status.getThrowable()).isNull();
            });
  }

  @Test
  void allPropertiesCanBeSetInXml() throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      configure(
          """
          <host>127.0.0.1</host>
          <port>%s</port>
          <protocol>forward</protocol>
          <tag>from.xml</tag>
          <compress>gzip</compress>
          <maxConnectionAge>1 minute</maxConnectionAge>
          <blockTimeout>0 milliseconds</blockTimeout>
          <fallback>console</fallback>
          <fallbackAfter>1 hour</fallbackAfter>
          <flushInterval>20 milliseconds</flushInterval>
          <chunkSize>400 KB</chunkSize>
          <bufferSize>8 MB</bufferSize>
          <ackTimeout>10 seconds</ackTimeout>
          <connectTimeout>20 seconds</connectTimeout>
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
          <port>70000</port>                       | port is "70000"
          <port>many</port>                        | many
          <chunkSize>5 MB</chunkSize>              | chunkSize is 5242880
          <chunkSize>1 KB</chunkSize>              | chunkSize is 1024
          <bufferSize>1 KB</bufferSize>            | bufferSize is 1024
          <flushInterval>0 seconds</flushInterval> | flushInterval is 0
          <ackTimeout>soon</ackTimeout>            | soon
          <compress>zstd</compress>                | compress is "zstd"
          <forceInterval>1 second</forceInterval>  | no bufferDirectory
          <tag>%s</tag>                            | tag (FLUENTD_TAG) has 300 bytes
          <colour>red</colour>                     | colour
          """)
  void aBadPropertyIsToldWithItsValueAndTheHostGoesOn(String property, String told)
      throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      configure(
          "<host>127.0.0.1</host><port>"
              + collector.port()
              + "</port>"
              + property.formatted("t".repeat(300)));
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
          FLUENTD_PROTOCOL   | smoke          | "smoke"
          FLUENTD_SECURE     | perhaps        | FLUENTD_SECURE is "perhaps"
          FLUENTD_USERNAME   | u              | only one is set
          FLUENTD_HOST       | http://collect | "http://collect"
          """)
  void whatCannotBeFollowedIsRefusedWithTheRemedy(String variable, String value, String told) {
    FluentAppender appender = started(Map.of(variable, value));
    logger.info("nobody takes this");

    assertThat(appender.isStarted()).isFalse();
    assertThat(appender.snapshot()).isNull();
    assertThat(statuses(Status.WARN)).anyMatch(text -> text.contains(told));
    // With one, Spring Boot would end the application.
    assertThat(statuses(Status.ERROR)).isEmpty();
  }

  @Test
  void credentialsThatAProtocolHasNoUseForAreRefusedAndNoSecretIsTold() {
    FluentAppender appender =
        started(
            Map.of(
                "FLUENTD_PORT", "8888",
                "FLUENTD_SHARED_KEY", "hush-key",
                "FLUENTD_USERNAME", "user",
                "FLUENTD_PASSWORD", "hush-password"));

    assertThat(appender.isStarted()).isFalse();
    assertThat(statuses(Status.WARN)).anyMatch(text -> text.contains("FLUENTD_SHARED_KEY"));
    assertThat(String.join("\n", statusesFrom(Status.INFO))).doesNotContain("hush");
  }

  @Test
  void aBadPortInTheEnvironmentIsToldAndTheDefaultUsed() {
    started(Map.of("FLUENTD_PORT", "2422four"));

    assertThat(statuses(Status.WARN))
        .anyMatch(text -> text.contains("FLUENTD_PORT is \"2422four\""));
    assertThat(statuses(Status.INFO)).anyMatch(text -> text.contains("forward://localhost:24224"));
  }

  @Test
  void whatIsLeftInTheBufferDirectoryIsDeliveredByTheNextStart(@TempDir Path directory)
      throws IOException {
    Map<String, String> away =
        Map.of(
            "FLUENTD_HOST", "127.0.0.1",
            "FLUENTD_PORT", String.valueOf(FreePort.find()),
            "FLUENTD_BUFFER_DIRECTORY", directory.toString());
    FluentAppender first = new FluentAppender(away);
    first.setShutdownTimeout(ch.qos.logback.core.util.Duration.buildByMilliseconds(100));
    start(first);
    logger.info("one");
    logger.info("two");
    first.stop();
    logger.detachAppender(first);
    assertThat(snapshot(first).pending()).isEqualTo(2);
    assertThat(statuses(Status.INFO)).anyMatch(text -> text.contains("2 events not delivered"));

    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      FluentAppender second = new FluentAppender(away);
      second.setPort(collector.port());
      start(second);
      logger.info("three");
      second.stop();

      assertThat(events)
          .extracting(event -> event.fields().get("message"))
          .containsExactly("one", "two", "three");
      assertThat(events).extracting(event -> event.fields().get("seq")).containsExactly(1L, 2L, 1L);
      assertThat(snapshot(second).adopted()).isEqualTo(2);
      assertDelivered(second, 3);
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aDirectoryThatCannotBeUsedIsToldAndEventsWaitInMemory(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      FluentAppender appender = startedFor(collector, file.resolve("below").toString());
      logger.info("hello");
      appender.stop();

      assertDelivered(appender, 1);
      assertThat(statuses(Status.WARN))
          .filteredOn(text -> text.contains("disk buffer cannot be used"))
          .hasSize(1);
    }
  }

  @Test
  void whatTheEngineLogsItselfIsNeverAppended() throws Exception {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      FluentAppender appender = startedFor(collector);
      Thread own = new EngineThread(() -> logger.info("from within"), "own");
      own.start();
      own.join(10_000);
      appender.stop();

      assertThat(snapshot(appender).accepted()).isZero();
    }
  }

  @Test
  void theNumbersAreInJmxWhileItIsStarted() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("io.emp.logging:type=FluentAppender,name=\"jmx\"");
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      FluentAppender appender = new FluentAppender(Map.of());
      appender.setName("jmx");
      appender.setHost("127.0.0.1");
      appender.setPort(collector.port());
      start(appender);
      logger.info("hello");
      await().untilAsserted(() -> assertThat(server.getAttribute(name, "Acked")).isEqualTo(1L));

      assertThat(server.getAttribute(name, "RunId")).isEqualTo(snapshot(appender).runId());
      assertThat(server.getAttribute(name, "Pending")).isEqualTo(0L);
      assertThat(server.getAttribute(name, "Endpoint"))
          .isEqualTo("forward://127.0.0.1:" + collector.port());
      assertThat(((TabularData) server.getAttribute(name, "Dropped")).size())
          .isEqualTo(DropReason.values().length);
      appender.stop();
      assertThat(server.isRegistered(name)).isFalse();
    }
  }

  @Test
  void withNoCollectorEventsWaitInBoundedMemoryAndItIsToldOnce() throws IOException {
    FluentAppender appender = new FluentAppender(Map.of());
    appender.setHost("127.0.0.1");
    appender.setPort(FreePort.find());
    appender.setBufferSize(new FileSize(1024 * 1024));
    appender.setShutdownTimeout(ch.qos.logback.core.util.Duration.buildByMilliseconds(100));
    start(appender);
    for (int i = 0; i < 20_000; i++) {
      logger.info("event {}", i);
    }
    await().until(() -> snapshot(appender).retried() >= 3);

    DeliverySnapshot counts = snapshot(appender);
    assertThat(counts.accepted()).isEqualTo(20_000);
    assertThat(counts.pending()).isPositive();
    assertThat(counts.dropped().get(DropReason.BUFFER_FULL)).isPositive();
    assertThat(counts.pending() + counts.droppedTotal()).isEqualTo(20_000);
    assertThat(statuses(Status.WARN))
        .filteredOn(text -> text.contains("Cannot deliver"))
        .hasSize(1);

    appender.stop();
    // And the event that tells of the drops.
    assertThat(snapshot(appender).dropped().get(DropReason.SHUTDOWN))
        .isEqualTo(counts.pending() + 1);
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
    return startedFor(collector, "");
  }

  private FluentAppender startedFor(ForwardCollector collector, String bufferDirectory) {
    FluentAppender appender = new FluentAppender(Map.of());
    appender.setShutdownTimeout(ch.qos.logback.core.util.Duration.buildBySeconds(30));
    appender.setBufferDirectory(bufferDirectory);
    appender.setHost("127.0.0.1");
    appender.setPort(collector.port());
    start(appender);
    return appender;
  }

  private FluentAppender started(Map<String, String> environment) {
    FluentAppender appender = new FluentAppender(environment);
    appender.setShutdownTimeout(ch.qos.logback.core.util.Duration.buildBySeconds(30));
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
}
