package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.util.Duration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A collector that is guarded takes events of those who may, and of nobody else. */
@Timeout(120)
abstract class SecurityContract {

  private static final int EVENTS = 2_000;

  @TempDir private static Path certificates;
  private static Security.Files files;

  @TempDir private Path directory;
  private final LoggerContext context = new LoggerContext();
  private final FluentAppender appender = new FluentAppender(Map.of());
  private ContractCollector collector;

  /** The collector, not started. */
  abstract ContractCollector collector(Path directory, Security security, Security.Files files);

  @BeforeAll
  static void makeCertificates() throws Exception {
    files = Security.Files.of(new TestCertificates(certificates));
  }

  @AfterEach
  void stop() throws Exception {
    context.stop();
    if (collector != null) {
      collector.stop();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoMayGetsAllEventsThrough(Security security) throws Exception {
    start(security);
    guard(security);
    log();

    await()
        .atMost(java.time.Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(counts().acked()).as("%s", warnings()).isEqualTo(EVENTS));
    await()
        .atMost(java.time.Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(collector.received())
                    .extracting(ReceivedEvent::seq)
                    .isEqualTo(LongStream.rangeClosed(1, EVENTS).boxed().toList()));
    assertThat(counts().retried()).isZero();
  }

  @Test
  void aWrongSharedKeyIsToldAndNothingGetsThrough() throws Exception {
    start(Security.SHARED_KEY);
    appender.setSharedKey("another");
    log();

    requireTold("shared");
  }

  @Test
  void aWrongPasswordIsToldAndNothingGetsThrough() throws Exception {
    start(Security.USER);
    guard(Security.USER);
    appender.setPassword("another");
    log();

    requireTold("password");
  }

  @Test
  void aCertificateOfAnUnknownAuthorityIsToldAndNothingGetsThrough() throws Exception {
    start(Security.TLS);
    appender.setCaFile(files.certificate().toString());
    log();

    requireTold("trust");
  }

  @Test
  void aMissingClientCertificateIsToldAndNothingGetsThrough() throws Exception {
    start(Security.MUTUAL_TLS);
    guard(Security.TLS);
    log();

    requireTold("certificate");
  }

  @Test
  void plainTextToATlsPortIsToldAndNothingGetsThrough() throws Exception {
    start(Security.TLS);
    log();

    requireTold("TLS");
  }

  @Test
  void aKeyThatIsNotSetIsToldAndNothingGetsThrough() throws Exception {
    start(Security.SHARED_KEY);
    log();

    requireTold("sharedKey");
  }

  private void requireTold(String word) throws Exception {
    await()
        .atMost(java.time.Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(warnings()).anyMatch(text -> text.contains(word)));
    assertThat(String.join(" ", warnings())).doesNotContain(Security.KEY, Security.PASSWORD);
    assertThat(counts().acked()).isZero();
    assertThat(counts().pending()).isEqualTo(EVENTS);
    assertThat(collector.received()).isEmpty();
  }

  private void start(Security security) throws Exception {
    collector = collector(directory, security, files);
    collector.assumeInstalled();
    int port = FreePort.find();
    collector.start(port);
    appender.setContext(context);
    appender.setHost("127.0.0.1");
    appender.setPort(port);
    appender.setConnectTimeout(Duration.buildBySeconds(30));
    appender.setShutdownTimeout(Duration.buildByMilliseconds(100));
  }

  private void guard(Security security) {
    if (security.tls) {
      appender.setCaFile(files.ca().toString());
    }
    if (security.clientCertificate) {
      appender.setCertificateFile(files.certificate().toString());
      appender.setPrivateKeyFile(files.key().toString());
    }
    if (security.sharedKey) {
      appender.setSharedKey(Security.KEY);
    }
    if (security.user) {
      appender.setUsername(Security.USERNAME);
      appender.setPassword(Security.PASSWORD);
    }
  }

  private void log() {
    appender.start();
    assertThat(appender.isStarted()).as("%s", context.getStatusManager()).isTrue();
    context.getLogger("test").addAppender(appender);
    for (int i = 0; i < EVENTS; i++) {
      context.getLogger("test").info("event {}", i);
    }
  }

  private DeliverySnapshot counts() {
    return Objects.requireNonNull(appender.snapshot());
  }

  private List<String> warnings() {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getLevel() >= Status.WARN)
        .map(Status::getMessage)
        .toList();
  }
}
