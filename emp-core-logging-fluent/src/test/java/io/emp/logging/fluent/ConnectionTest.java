package io.emp.logging.fluent;

import static io.emp.logging.fluent.Batches.PATIENT;
import static io.emp.logging.fluent.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionTest {

  private ScriptedServer server;
  private Connector connector;
  private Connection connection;

  @AfterEach
  void close() throws IOException {
    connection.close();
    connector.close();
    server.close();
  }

  @Test
  void aPeerThatIsSilentIsQuietAndCanBeSpokenToAfterwards() throws Exception {
    open(
        served -> {
          served.write(served.in.read());
          served.readToTheEnd();
        });

    assertThat(connection.isQuiet()).isTrue();

    connection.within(PATIENT, "no write", "test", () -> write(connection, 42));
    int answer = connection.within(PATIENT, "no answer", "test", () -> connection.in().read());
    assertThat(answer).isEqualTo(42);
  }

  @Test
  void aPeerThatHasClosedIsNotQuiet() throws Exception {
    open(served -> {});

    await().until(() -> !connection.isQuiet());
  }

  @Test
  void aPeerThatHasResetIsNotQuiet() throws Exception {
    open(ScriptedServer.Connection::reset);

    await().until(() -> !connection.isQuiet());
  }

  @Test
  void aPeerThatSpokeOutOfTurnIsNotQuiet() throws Exception {
    open(
        served -> {
          served.write(1);
          served.readToTheEnd();
        });

    await().until(() -> !connection.isQuiet());
  }

  @Test
  void whatTakesTooLongIsToldAndLeavesNoUsableConnection() throws Exception {
    open(ScriptedServer.Connection::readToTheEnd);

    assertThatThrownBy(
            () ->
                connection.within(
                    Duration.ofMillis(50), "no answer", "test", () -> connection.in().read()))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("no answer within 50 ms (test)");
    assertThat(connection.isUsable()).isFalse();
  }

  @Test
  void aDeadlineThatPassesBehindTheResultIsToldByTheNextExchange() throws Exception {
    open(ScriptedServer.Connection::readToTheEnd);
    // The exchange has its result, but the deadline has closed the connection already.
    connection.within(
        Duration.ofMillis(50),
        "no answer",
        "test",
        () -> {
          await().until(() -> !connection.isUsable());
          return true;
        });

    assertThatThrownBy(
            () -> connection.within(PATIENT, "no write", "test", () -> write(connection, 1)))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("no answer within 50 ms (test)");
  }

  @Test
  void closingTheConnectorEndsWhatIsUnderWayAndAllThatFollows() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    open(ScriptedServer.Connection::readToTheEnd);
    CompletableFuture<Void> read =
        Tasks.run(
            () ->
                assertThatThrownBy(
                        () ->
                            connection.within(
                                PATIENT,
                                "no answer",
                                "test",
                                () -> {
                                  reading.countDown();
                                  return connection.in().read();
                                }))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class));
    assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();

    connector.close();

    read.get(30, TimeUnit.SECONDS);
    assertThatThrownBy(() -> connector.open()).hasMessageContaining("closed");
    assertThatThrownBy(() -> connection.within(PATIENT, "no", "test", () -> true))
        .hasMessage("closed");
  }

  private void open(ScriptedServer.Script script) throws IOException {
    server = new ScriptedServer(script);
    connector = new Connector(server.endpoint(), Batches.settings(server.endpoint(), PATIENT));
    connection = connector.open();
  }

  private static boolean write(Connection connection, int value) throws IOException {
    connection.out().write(value);
    return true;
  }
}
