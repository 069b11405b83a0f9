package io.emp.logging.fluent;

import static io.emp.logging.fluent.Batches.PATIENT;
import static io.emp.logging.fluent.Batches.batch;
import static io.emp.logging.fluent.Batches.batches;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.net.ssl.KeyStoreFactoryBean;
import ch.qos.logback.core.net.ssl.SSLConfigurable;
import ch.qos.logback.core.net.ssl.SSLConfiguration;
import ch.qos.logback.core.net.ssl.SSLParametersConfiguration;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ConnectionTlsTest {

  private static final ContextAwareBase STATUS = new ContextAwareBase();

  private static TestCertificates certificates;

  private final List<Batch> taken = new ArrayList<>();
  private ScriptedServer server;
  private ForwardSender sender;

  @BeforeAll
  static void makeCertificates(@TempDir Path directory) throws Exception {
    STATUS.setContext(new ContextBase());
    certificates = new TestCertificates(directory);
  }

  @AfterEach
  void close() throws IOException {
    if (sender != null) {
      sender.close();
    }
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void deliversOverTlsAndKeepsTheConnection(String protocol) throws Exception {
    serve(certificates.listen("server", false, protocol), ScriptedServer.GOOD);
    connectTo("localhost", trusting("ca"));

    send();
    send(batch(2, 900_000));

    assertThat(taken).hasSize(2);
    assertThat(server.connections).hasValue(1);
    assertThat(sender.target()).startsWith("forward+tls://localhost:");
  }

  @Test
  void theAddressMayBeWhatTheCertificateIsFor() throws Exception {
    serve(certificates.listen("server", false), ScriptedServer.GOOD);
    connectTo("127.0.0.1", trusting("ca"));

    send();

    assertThat(taken).hasSize(1);
  }

  @Test
  void theServerIsToldTheNameEvenWithoutADot() throws Exception {
    AtomicReference<List<SNIServerName>> names = new AtomicReference<>();
    serve(
        certificates.listen("server", false),
        connection -> {
          String id = connection.readChunk();
          ExtendedSSLSession session =
              (ExtendedSSLSession) ((SSLSocket) connection.socket).getSession();
          names.set(session.getRequestedServerNames());
          connection.ack(id);
        });
    connectTo("localhost", trusting("ca"));

    send();

    assertThat(names.get()).hasToString("[type=host_name (0), value=localhost]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1"})
  void aCertificateForAnotherHostIsRefusedWithItsNames(String host) throws Exception {
    serve(certificates.listen("elsewhere", false), ScriptedServer.GOOD);
    connectTo(host, trusting("ca"));

    assertThatThrownBy(this::send)
        .isNotInstanceOf(RefusedException.class)
        .hasMessageContaining(
            "the collector's certificate is not for \""
                + host
                + "\", but for [logs.example.com, 192.0.2.1]");
    assertThat(server.received).isEmpty();
  }

  /** As Logback 1.5.18 does, which comes with Spring Boot 3.5. */
  @Test
  void theNameIsLookedAtWhereLogbackLeavesThatOpen() throws Exception {
    serve(certificates.listen("elsewhere", false), ScriptedServer.GOOD);
    SSLParametersConfiguration silent =
        new SSLParametersConfiguration() {
          @Override
          public void configure(SSLConfigurable socket) {
            socket.setEnabledProtocols(socket.getDefaultProtocols());
            socket.setEnabledCipherSuites(socket.getDefaultCipherSuites());
          }
        };
    connectTo("localhost", new TlsSettings(trusting("ca").context(), silent));

    assertThatThrownBy(this::send).hasMessageContaining("is not for \"localhost\"");
    assertThat(server.received).isEmpty();
  }

  @Test
  void theNameIsNotLookedAtWhereTheConfigurationSaysSo() throws Exception {
    serve(certificates.listen("elsewhere", false), ScriptedServer.GOOD);
    TlsSettings tls = trusting("ca");
    tls.parameters().setHostnameVerification(false);
    connectTo("localhost", tls);

    send();

    assertThat(taken).hasSize(1);
  }

  @Test
  void anUnknownCaIsRefusedAndToldAsSuch() throws Exception {
    serve(certificates.listen("server", false), ScriptedServer.GOOD);
    connectTo("localhost", trusting("stranger"));

    assertThatThrownBy(this::send)
        .isNotInstanceOf(RefusedException.class)
        .hasMessageContaining("is not signed by a CA of the trust store");
  }

  @Test
  void javasOwnTrustStoreDoesNotKnowTheCaEither() throws Exception {
    serve(certificates.listen("server", false), ScriptedServer.GOOD);
    connectTo("localhost", TlsFactory.tls(null, null, null, null, STATUS));

    assertThatThrownBy(this::send)
        .hasMessageContaining("is not signed by a CA of the trust store")
        .hasMessageContaining("caFile");
  }

  @Test
  void anExpiredCertificateIsRefusedAndToldAsSuch() throws Exception {
    serve(certificates.listen("expired", false), ScriptedServer.GOOD);
    connectTo("localhost", trusting("ca"));

    assertThatThrownBy(this::send)
        .isNotInstanceOf(RefusedException.class)
        .hasMessageContaining("the collector's certificate has expired");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientCertificateLetsIn(String protocol) throws Exception {
    serve(certificates.listen("server", true, protocol), ScriptedServer.GOOD);
    connectTo(
        "localhost",
        TlsFactory.tls(
            null,
            certificates.pem("stranger", "ca"),
            certificates.pem("client"),
            certificates.keyPem("client"),
            STATUS));

    send();

    assertThat(taken).hasSize(1);
  }

  @Test
  void keyStoresOfLogbacksConfigurationLetIn() throws Exception {
    serve(certificates.listen("server", true), ScriptedServer.GOOD);
    SSLConfiguration ssl = new SSLConfiguration();
    ssl.setKeyStore(bean(certificates.keyStore("client")));
    ssl.setTrustStore(bean(certificates.trustStore("ca")));
    connectTo("localhost", TlsFactory.tls(ssl, null, null, null, STATUS));

    send();

    assertThat(taken).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aMissingClientCertificateIsNoRefusalAndToldAsSuch(String protocol) throws Exception {
    serve(certificates.listen("server", true, protocol), ScriptedServer.GOOD);
    connectTo("localhost", trusting("ca"));

    assertThatThrownBy(this::send)
        .isNotInstanceOf(RefusedException.class)
        .hasMessageContaining("client certificate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientCertificateOfAStrangerIsNoRefusalAndToldAsSuch(String protocol) throws Exception {
    serve(certificates.listen("server", true, protocol), ScriptedServer.GOOD);
    connectTo(
        "localhost",
        TlsFactory.tls(
            null,
            certificates.pem("ca"),
            certificates.pem("stranger"),
            certificates.keyPem("stranger"),
            STATUS));

    assertThatThrownBy(this::send)
        .isNotInstanceOf(RefusedException.class)
        .hasMessageContaining("client certificate");
  }

  @Test
  void aPeerThatSpeaksPlainTextOnThePortIsToldAsSuch() throws Exception {
    server =
        new ScriptedServer(
            connection -> {
              connection.write('H', 'T', 'T', 'P', '/', '1', '.', '1', ' ', '4', '0', '0');
              connection.readToTheEnd();
            });
    connectTo("localhost", trusting("ca"));

    assertThatThrownBy(this::send).hasMessageContaining("does not speak TLS on this port");
  }

  @Test
  void aPeerThatClosesAtTheHelloIsToldAsSuch() throws Exception {
    server = new ScriptedServer(connection -> connection.in.readNBytes(10));
    connectTo("localhost", trusting("ca"));

    assertThatThrownBy(this::send)
        .isNotInstanceOf(RefusedException.class)
        .hasMessageContaining("closed the connection within the TLS handshake");
  }

  @Test
  void aSilentPeerIsGivenUpAfterTheConnectTimeout() throws Exception {
    server = new ScriptedServer(ScriptedServer.Connection::readToTheEnd);
    sender =
        new ForwardSender(
            server.endpoint(),
            Batches.settings(
                server.endpoint(),
                PATIENT,
                Duration.ofMillis(100),
                trusting("ca"),
                Credentials.NONE));

    assertThatThrownBy(this::send).hasMessageContaining("within 100 ms (connectTimeout)");
  }

  @Test
  void plainTextToATlsPortIsToldAsSuch() throws Exception {
    serve(certificates.listen("server", false), ScriptedServer.GOOD);
    sender = new ForwardSender(server.endpoint(), Batches.settings(server.endpoint(), PATIENT));

    assertThatThrownBy(this::send).hasMessageContaining("TLS");
  }

  @Test
  void aConnectionThatWasEndedWhileItRestedIsReplacedAndNothingIsRefused() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    serve(
        certificates.listen("server", false),
        connection -> {
          connection.ack(connection.readChunk());
          connection.socket.close();
          ended.countDown();
        },
        ScriptedServer.GOOD);
    connectTo("localhost", trusting("ca"));
    send();
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();

    send(batch(2));

    assertThat(taken).isEqualTo(batches(2));
  }

  @Test
  void aPeerThatNeverReadsIsNoticed() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    serve(
        certificates.listen("server", false),
        connection -> {
          connection.in.read();
          try {
            assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });
    sender =
        new ForwardSender(
            server.endpoint(),
            Batches.settings(
                server.endpoint(),
                Duration.ofMillis(200),
                PATIENT,
                trusting("ca"),
                Credentials.NONE));

    assertThatThrownBy(() -> send(batch(1, 990_000))).hasMessageContaining("ackTimeout");
    over.countDown();
  }

  @Test
  void lookingAtASecuredConnectionThatRestsDoesItNoHarm() throws Exception {
    serve(
        certificates.listen("server", false, "TLSv1.3"),
        connection -> {
          connection.write(connection.in.read());
          connection.readToTheEnd();
        });
    Endpoint endpoint = server.endpoint();
    try (Connector connector =
            new Connector(
                endpoint,
                Batches.settings(endpoint, PATIENT, PATIENT, trusting("ca"), Credentials.NONE));
        Connection connection = connector.open()) {
      for (int i = 0; i < 5; i++) {
        assertThat(connection.isQuiet()).isTrue();
      }

      int answer =
          connection.within(
              PATIENT,
              "no answer",
              "test",
              () -> {
                connection.out().write(42);
                return connection.in().read();
              });

      assertThat(answer).isEqualTo(42);
    }
  }

  private void serve(ServerSocket listener, ScriptedServer.Script... scripts) {
    server = new ScriptedServer(listener, scripts);
  }

  private void connectTo(String host, TlsSettings tls) {
    Endpoint endpoint = new Endpoint(host, server.endpoint().port());
    sender =
        new ForwardSender(
            endpoint, Batches.settings(endpoint, PATIENT, PATIENT, tls, Credentials.NONE));
  }

  private void send() throws IOException {
    send(batch(1));
  }

  private void send(Batch batch) throws IOException {
    sender.send(batch);
    taken.add(batch);
  }

  private static TlsSettings trusting(String alias) throws Exception {
    return TlsFactory.tls(null, certificates.pem(alias), null, null, STATUS);
  }

  private static KeyStoreFactoryBean bean(Path file) {
    KeyStoreFactoryBean bean = new KeyStoreFactoryBean();
    bean.setLocation(file.toUri().toString());
    bean.setPassword(TestCertificates.PASSWORD);
    bean.setType("PKCS12");
    return bean;
  }
}
