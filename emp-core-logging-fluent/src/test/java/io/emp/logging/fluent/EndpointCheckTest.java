package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.util.Duration;
import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** What is found on the way to a collector, with something else wrong each time. */
@Timeout(60)
class EndpointCheckTest {

  private static final String BAD_REQUEST = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
  private static final int QUICKLY = 300;

  /** The least for a wait that has to end, where whoever answers is asked with it too. */
  private static final int SOON = 1_000;

  private static TestCertificates certificates;

  private final FluentAppender appender = new FluentAppender(Map.of());
  private final List<Closeable> servers = new ArrayList<>();
  private final List<CollectedEvent> collected = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void makeCertificates(@TempDir Path directory) throws Exception {
    certificates = new TestCertificates(directory);
  }

  EndpointCheckTest() {
    appender.setContext(new LoggerContext());
    appender.setName("FLUENTD");
    appender.setConnectTimeout(Duration.buildBySeconds(10));
    appender.setAckTimeout(Duration.buildBySeconds(10));
  }

  @AfterEach
  void close() throws IOException {
    for (Closeable server : servers) {
      server.close();
    }
  }

  @Test
  void anEventThatIsAcknowledgedIsToldWithItsRun() throws Exception {
    collector();
    appender.setTag("jobs.worker");

    Finding finding = check();

    assertThat(finding.diagnosis()).isEqualTo(Diagnosis.DELIVERED);
    assertThat(collected).hasSize(1);
    CollectedEvent event = collected.get(0);
    assertThat(event.tag()).isEqualTo("jobs.worker");
    assertThat(event.fields())
        .containsEntry("event_type", "service_doctor")
        .containsEntry("component", "doctor")
        .containsEntry("level", "info")
        .containsEntry("seq", 1L);
    assertThat(finding.seen()).contains("run_id " + event.fields().get("run_id"));
  }

  @Test
  void anEventThatHttpAnswersWellIsDelivered() throws Exception {
    raw(
        peer -> {
          peer.readRequest();
          peer.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
    appender.setProtocol("http");

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.DELIVERED);
  }

  @Test
  void overAProtocolWithoutAcknowledgementsNothingIsConfirmed() throws Exception {
    collector();
    appender.setProtocol("fluent-logger");

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.UNCONFIRMED);
  }

  @Test
  void nobodyListens() throws Exception {
    at("127.0.0.1", FreePort.find());

    Finding finding = check();

    assertThat(finding.diagnosis()).isEqualTo(Diagnosis.CONNECTION_REFUSED);
    assertThat(finding.seen()).contains("connection refused");
  }

  @Test
  void aNameThatNobodyHasIsToldAsSuch() throws Exception {
    at("no-such-host.invalid", 24224);

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.HOST_UNKNOWN);
  }

  @Test
  void aPortThatSwallowsConnectionsIsToldAsSuch() throws Exception {
    ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    servers.add(full);
    fill(full);
    at("127.0.0.1", full.getLocalPort());
    appender.setConnectTimeout(Duration.buildByMilliseconds(QUICKLY));

    Finding finding = check();

    assertThat(finding.diagnosis()).isEqualTo(Diagnosis.NO_CONNECTION);
    assertThat(finding.seen()).contains("connectTimeout");
  }

  /** With nobody who accepts, the system drops what comes once its queue is full. */
  private void fill(ServerSocket listener) throws IOException {
    for (int i = 0; i < 16; i++) {
      Socket socket = new Socket();
      servers.add(socket);
      try {
        socket.connect(listener.getLocalSocketAddress(), QUICKLY);
      } catch (java.net.SocketTimeoutException e) {
        return;
      }
    }
    throw new AssertionError("the queue of a listener does not get full");
  }

  @Test
  void anHttpServerOnTheForwardPortThatSaysSo() throws Exception {
    raw(
        peer -> {
          peer.in.read();
          peer.say(BAD_REQUEST);
        });

    Finding finding = check();

    assertThat(finding.diagnosis()).isEqualTo(Diagnosis.HTTP_EXPECTED);
    assertThat(finding.seen()).contains("answered as an HTTP server does");
  }

  @Test
  void anHttpServerOnTheForwardPortThatClosesAtWhatIsNoRequest() throws Exception {
    raw(EndpointCheckTest::httpOrNothing);

    Finding finding = check();

    assertThat(finding.diagnosis()).isEqualTo(Diagnosis.HTTP_EXPECTED);
    assertThat(finding.seen()).contains("an HTTP server answers on the port");
  }

  private static void httpOrNothing(RawServer.Peer peer) throws IOException {
    if (peer.in.read() == 'G') {
      peer.say("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aForwardInputOnTheHttpPort(boolean tls) throws Exception {
    if (tls) {
      forwardOverTls("server", false);
      appender.setCaFile(certificates.pem("ca").toString());
    } else {
      scripted(EndpointCheckTest::forwardOrSilence);
    }
    appender.setProtocol("http");
    appender.setAckTimeout(Duration.buildByMilliseconds(QUICKLY));

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.FORWARD_EXPECTED);
  }

  /** As Fluentd does: what is no message gets no answer. */
  private static void forwardOrSilence(ScriptedServer.Connection connection) throws IOException {
    if (connection.in.read() != 0x93) {
      connection.readToTheEnd();
      return;
    }
    String text = new String(connection.in.readNBytes(26), java.nio.charset.StandardCharsets.UTF_8);
    connection.ack(text.contains("doctor") ? "doctor" : "another");
    connection.readToTheEnd();
  }

  @Test
  void plainTextToATlsPort() throws Exception {
    forwardOverTls("server", false);

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.TLS_EXPECTED);
  }

  @Test
  void plainTextToATlsPortThatWantsACertificate() throws Exception {
    forwardOverTls("server", true);

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.TLS_EXPECTED);
  }

  @Test
  void httpInPlainTextToATlsPort() throws Exception {
    forwardOverTls("server", false);
    appender.setProtocol("http");

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.TLS_EXPECTED);
  }

  @Test
  void tlsToAForwardInputInPlainText() throws Exception {
    scripted(EndpointCheckTest::forwardOrSilence);
    appender.setCaFile(certificates.pem("ca").toString());
    appender.setConnectTimeout(Duration.buildByMilliseconds(SOON));

    Finding finding = check();

    assertThat(finding.diagnosis()).isEqualTo(Diagnosis.PLAIN_TEXT_EXPECTED);
    assertThat(finding.seen()).contains("a Forward input in plain text answers");
  }

  @Test
  void tlsToAnHttpServerInPlainText() throws Exception {
    raw(
        peer -> {
          peer.in.read();
          peer.say(BAD_REQUEST);
        });
    appender.setCaFile(certificates.pem("ca").toString());
    appender.setProtocol("http");

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.PLAIN_TEXT_EXPECTED);
  }

  @Test
  void tlsToWhoSpeaksNeitherTlsNorAnythingKnown() throws Exception {
    raw(peer -> peer.in.read());
    appender.setCaFile(certificates.pem("ca").toString());

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.TLS_FAILED);
  }

  @Test
  void aCaThatIsNotKnown() throws Exception {
    forwardOverTls("server", false);
    appender.setCaFile(certificates.pem("stranger").toString());

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.CA_UNKNOWN);
  }

  @Test
  void aCertificateThatHasExpired() throws Exception {
    forwardOverTls("expired", false);
    appender.setCaFile(certificates.pem("ca").toString());

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.CERTIFICATE_EXPIRED);
  }

  @Test
  void aCertificateThatIsNotValidYet() throws Exception {
    forwardOverTls("early", false);
    appender.setCaFile(certificates.pem("ca").toString());

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.CERTIFICATE_NOT_YET_VALID);
  }

  @Test
  void aCertificateForAnotherName() throws Exception {
    forwardOverTls("elsewhere", false);
    appender.setCaFile(certificates.pem("ca").toString());

    Finding finding = check();

    assertThat(finding.diagnosis()).isEqualTo(Diagnosis.NAME_MISMATCH);
    assertThat(finding.seen()).contains("logs.example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"forward", "http"})
  void aClientCertificateThatIsMissing(String protocol) throws Exception {
    forwardOverTls("server", true);
    appender.setCaFile(certificates.pem("ca").toString());
    appender.setProtocol(protocol);

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.CLIENT_CERTIFICATE_NEEDED);
  }

  @Test
  void aSharedKeyThatIsAskedForAndNotSet() throws Exception {
    scripted(
        connection -> {
          hello(connection);
          connection.readToTheEnd();
        });

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.SHARED_KEY_MISSING);
  }

  @Test
  void aSharedKeyThatIsWrong() throws Exception {
    scripted(connection -> refuse(connection, "shared_key mismatch"));
    appender.setSharedKey(Security.KEY);

    Finding finding = check();

    assertThat(finding.diagnosis()).isEqualTo(Diagnosis.SHARED_KEY_WRONG);
    assertThat(finding.seen()).contains("shared_key mismatch (sharedKey)");
  }

  @Test
  void aSharedKeyAtWhichTheCollectorCloses() throws Exception {
    scripted(
        connection -> {
          hello(connection);
          connection.readMessage();
        });
    appender.setSharedKey(Security.KEY);

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.SHARED_KEY_WRONG);
  }

  @Test
  void aUserThatIsWrong() throws Exception {
    scripted(connection -> refuse(connection, "username/password mismatch"));
    appender.setSharedKey(Security.KEY);
    appender.setUsername(Security.USERNAME);
    appender.setPassword(Security.PASSWORD);

    Finding finding = check();

    assertThat(finding.diagnosis()).isEqualTo(Diagnosis.USER_WRONG);
    assertThat(finding.seen()).contains("mismatch (username, password)");
  }

  @Test
  void aRefusalThatSaysNothing() throws Exception {
    scripted(connection -> refuse(connection, ""));
    appender.setSharedKey(Security.KEY);

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.NOT_ADMITTED);
  }

  @Test
  void aSharedKeyThatNobodyAsksFor() throws Exception {
    scripted(EndpointCheckTest::forwardOrSilence);
    appender.setSharedKey(Security.KEY);
    appender.setConnectTimeout(Duration.buildByMilliseconds(SOON));

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.SHARED_KEY_UNASKED);
  }

  @Test
  void aUserThatHttpDoesNotLetIn() throws Exception {
    raw(
        peer -> {
          peer.readRequest();
          peer.say("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
        });
    appender.setProtocol("http");

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.USER_WRONG);
  }

  @Test
  void aCollectorThatAcceptsAndNeverAcknowledges() throws Exception {
    raw(RawServer.Peer::doNothing);
    appender.setConnectTimeout(Duration.buildByMilliseconds(SOON));
    appender.setAckTimeout(Duration.buildByMilliseconds(QUICKLY));

    Finding finding = check();

    assertThat(finding.diagnosis()).isEqualTo(Diagnosis.NO_ACKNOWLEDGEMENT);
    assertThat(finding.seen()).contains("no acknowledgement within 300 ms (ackTimeout)");
  }

  @Test
  void whoeverClosesWithoutAWord() throws Exception {
    raw(peer -> peer.in.read());

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.CLOSED_WITHOUT_ANSWER);
  }

  @Test
  void anHttpServerWithoutAnInput() throws Exception {
    raw(
        peer -> {
          peer.readRequest();
          peer.say("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        });
    appender.setProtocol("http");

    assertThat(check().diagnosis()).isEqualTo(Diagnosis.NO_HTTP_INPUT);
  }

  @Test
  void anHttpInputThatTakesNothingNow() throws Exception {
    raw(
        peer -> {
          if (peer.in.read() == 'P') {
            peer.readRequest();
          }
          peer.say("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
        });
    appender.setProtocol("http");

    Finding finding = check();

    assertThat(finding.diagnosis()).isEqualTo(Diagnosis.NOT_TAKEN);
    assertThat(finding.seen()).contains("503 Service Unavailable");
  }

  @Test
  void theEventIsNotSentInClearWhereTlsIsConfigured() throws Exception {
    List<byte[]> got = new CopyOnWriteArrayList<>();
    RawServer server = raw(peer -> got.add(peer.in.readNBytes(4096)));
    appender.setCaFile(certificates.pem("ca").toString());
    appender.setSharedKey(Security.KEY);
    appender.setConnectTimeout(Duration.buildByMilliseconds(QUICKLY));

    check();

    Soon.await()
        .untilAsserted(
            () ->
                assertThat(server.closedByScript.get())
                    .isPositive()
                    .isEqualTo(server.connections.get()));
    assertThat(got)
        .isNotEmpty()
        .noneMatch(
            bytes ->
                new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
                    .contains(DoctorEvent.EVENT_TYPE));
  }

  private Finding check() throws Exception {
    FluentSettings settings = appender.settings();
    List<Finding> found = new ArrayList<>();
    new EndpointCheck(
            "FLUENTD",
            settings.transport().endpoints().get(0),
            settings,
            java.time.Duration.ofSeconds(10))
        .run(found::add);
    assertThat(found).hasSize(1);
    assertThat(found.toString()).doesNotContain(Security.KEY, Security.PASSWORD);
    return found.get(0);
  }

  private void at(String host, int port) {
    appender.setHost(host);
    appender.setPort(port);
  }

  private void collector() throws IOException {
    ForwardCollector collector = ForwardCollector.start(0, collected::add);
    servers.add(collector::close);
    at("127.0.0.1", collector.port());
  }

  private RawServer raw(RawServer.Script script) throws IOException {
    RawServer server = new RawServer(script);
    servers.add(server);
    at("127.0.0.1", server.endpoint().port());
    return server;
  }

  private void scripted(ScriptedServer.Script script) throws IOException {
    ScriptedServer server = new ScriptedServer(script);
    servers.add(server);
    at("127.0.0.1", server.endpoint().port());
  }

  private void forwardOverTls(String alias, boolean clientCertificate) throws Exception {
    ScriptedServer server =
        new ScriptedServer(
            certificates.listen(alias, clientCertificate), EndpointCheckTest::forwardOrSilence);
    servers.add(server);
    at("127.0.0.1", server.endpoint().port());
  }

  private static void hello(ScriptedServer.Connection connection) throws IOException {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packArrayHeader(2).packString("HELO").packMapHeader(3);
      packer.packString("nonce").packString("nonce").packString("auth").packString("");
      packer.packString("keepalive").packBoolean(true);
      connection.out.write(packer.toByteArray());
      connection.out.flush();
    }
  }

  private static void refuse(ScriptedServer.Connection connection, String reason)
      throws IOException {
    hello(connection);
    connection.readMessage();
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packArrayHeader(5).packString("PONG").packBoolean(false).packString(reason);
      packer.packString("").packString("");
      connection.out.write(packer.toByteArray());
      connection.out.flush();
    }
  }
}
