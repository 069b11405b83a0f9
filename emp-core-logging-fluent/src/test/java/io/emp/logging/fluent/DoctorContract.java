package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.util.Duration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the doctor says of a real collector, guarded in one way and asked in another. */
@Timeout(120)
abstract class DoctorContract {

  @TempDir private static Path certificates;
  private static Security.Files files;

  @TempDir private Path directory;
  private final FluentAppender appender = new FluentAppender(Map.of());
  private ContractCollector collector;

  /** A Forward input, not started. */
  abstract ContractCollector guarded(Path directory, Security security, Security.Files files);

  /** A Forward input that lets all in, not started. */
  abstract ContractCollector open(Path directory);

  /** An HTTP input, not started. */
  abstract ContractCollector http(Path directory);

  @BeforeAll
  static void makeCertificates() throws Exception {
    files = Security.Files.of(new TestCertificates(certificates));
  }

  @AfterEach
  void stop() throws Exception {
    if (collector != null) {
      collector.stop();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoMayGetsTheEventThrough(Security security) throws Exception {
    start(guarded(directory, security, files));
    guard(security);
    appender.setConnectTimeout(Duration.buildBySeconds(30));
    appender.setAckTimeout(Duration.buildBySeconds(30));

    requireFound(Diagnosis.DELIVERED);
    await()
        .atMost(java.time.Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(collector.received())
                    .singleElement()
                    .satisfies(
                        event ->
                            assertThat(event.fields())
                                .containsEntry("event_type", DoctorEvent.EVENT_TYPE)));
  }

  @Test
  void theHttpInputTakesTheEvent() throws Exception {
    start(http(directory));
    appender.setProtocol("http");

    requireFound(Diagnosis.DELIVERED);
  }

  @Test
  void forwardToTheHttpInput() throws Exception {
    start(http(directory));

    requireFound(Diagnosis.HTTP_EXPECTED);
  }

  @Test
  void httpToTheForwardInput() throws Exception {
    start(open(directory));
    appender.setProtocol("http");

    requireFound(Diagnosis.FORWARD_EXPECTED);
  }

  @Test
  void plainTextToATlsPort() throws Exception {
    start(guarded(directory, Security.TLS, files));

    requireFound(Diagnosis.TLS_EXPECTED);
  }

  /** A TLS greeting may end Fluentd, see {@link DeliveryFault}: then it is asked again. */
  @Test
  void tlsToAPlainTextPort() throws Exception {
    ContractCollector plain = open(directory);
    Diagnosis found = null;
    for (int i = 0; i < 3 && found != Diagnosis.PLAIN_TEXT_EXPECTED; i++) {
      plain.stop();
      start(plain);
      guard(Security.TLS);
      found = check().diagnosis();
    }

    assertThat(found).isEqualTo(Diagnosis.PLAIN_TEXT_EXPECTED);
  }

  @Test
  void tlsToAPlainHttpInput() throws Exception {
    start(http(directory));
    guard(Security.TLS);
    appender.setProtocol("http");

    requireFound(Diagnosis.PLAIN_TEXT_EXPECTED);
  }

  @Test
  void aWrongSharedKey() throws Exception {
    start(guarded(directory, Security.SHARED_KEY, files));
    appender.setSharedKey("another");

    requireFound(Diagnosis.SHARED_KEY_WRONG);
  }

  @Test
  void aMissingSharedKey() throws Exception {
    start(guarded(directory, Security.SHARED_KEY, files));

    requireFound(Diagnosis.SHARED_KEY_MISSING);
  }

  @Test
  void aSharedKeyThatNobodyAsksFor() throws Exception {
    start(open(directory));
    guard(Security.SHARED_KEY);

    requireFound(Diagnosis.SHARED_KEY_UNASKED);
  }

  @Test
  void aWrongPassword() throws Exception {
    start(guarded(directory, Security.USER, files));
    guard(Security.USER);
    appender.setPassword("another");

    requireFound(Diagnosis.USER_WRONG);
  }

  @Test
  void anUnknownCa() throws Exception {
    start(guarded(directory, Security.TLS, files));
    appender.setCaFile(files.certificate().toString());

    requireFound(Diagnosis.CA_UNKNOWN);
  }

  @Test
  void aMissingClientCertificate() throws Exception {
    start(guarded(directory, Security.MUTUAL_TLS, files));
    guard(Security.TLS);

    requireFound(Diagnosis.CLIENT_CERTIFICATE_NEEDED);
  }

  private void start(ContractCollector started) throws Exception {
    started.assumeInstalled();
    collector = started;
    int port = FreePort.find();
    collector.start(port);
    appender.setContext(new LoggerContext());
    appender.setName("FLUENTD");
    appender.setHost("127.0.0.1");
    appender.setPort(port);
    appender.setConnectTimeout(Duration.buildByMilliseconds(1_500));
    appender.setAckTimeout(Duration.buildByMilliseconds(3_000));
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

  private void requireFound(Diagnosis expected) throws Exception {
    Finding finding = check();
    assertThat(finding.diagnosis()).as(finding.seen()).isEqualTo(expected);
  }

  private Finding check() throws Exception {
    FluentSettings settings = appender.settings();
    List<Finding> found = new ArrayList<>();
    new EndpointCheck(
            "FLUENTD",
            settings.transport().endpoints().get(0),
            settings,
            java.time.Duration.ofSeconds(30))
        .run(found::add);
    assertThat(found).hasSize(1);
    return found.get(0);
  }
}
