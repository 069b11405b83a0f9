package io.emp.examples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.status.NopStatusListener;
import ch.qos.logback.core.util.Duration;
import io.emp.logging.fluent.FluentAppender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ConsoleProcessTest {

  @TempDir Path folder;

  @Test
  void killedItHasEverythingThatItAcknowledged() throws Exception {
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    CountDownLatch some = new CountDownLatch(200);
    try (ConsoleProcess console = start()) {
      URI input = URI.create("http://127.0.0.1:" + console.httpPort() + "/t");
      List<CompletableFuture<Void>> senders =
          IntStream.range(0, 4)
              .mapToObj(
                  sender ->
                      CompletableFuture.runAsync(() -> send(input, sender, acknowledged, some)))
              .toList();
      assertThat(some.await(60, TimeUnit.SECONDS)).isTrue();
      console.kill();
      senders.forEach(CompletableFuture::join);
    }

    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(200);
    try (Database database = Database.open(folder.resolve("data"));
        Readers readers = new Readers(database)) {
      assertThat(readers.rows("SELECT message FROM events", row -> row.required("message")))
          .containsAll(acknowledged)
          .doesNotHaveDuplicates();
    }
  }

  /** Sends one event after the other until the console is no more. */
  private static void send(URI input, int sender, Set<String> acknowledged, CountDownLatch some) {
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < 100_000; i++) {
      String message = sender + "-" + i;
      HttpRequest request =
          HttpRequest.newBuilder(input)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"message\":\"" + message + "\"}"))
              .build();
      try {
        if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
          return;
        }
      } catch (IOException e) {
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      acknowledged.add(message);
      some.countDown();
    }
  }

  @Test
  void anAppenderDeliversAllThroughAConsoleThatIsKilledAndStartedAgain() throws Exception {
    int events = 20_000;
    FluentAppender appender = new FluentAppender();
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.getStatusManager().add(new NopStatusListener());
    int port = FreePort.find();
    try (ConsoleProcess first = start("CONSOLE_FORWARD_PORT", String.valueOf(port))) {
      appender.setContext(context);
      appender.setHost("127.0.0.1");
      appender.setPort(port);
      appender.setProtocol("forward");
      appender.setShutdownTimeout(Duration.buildByMinutes(1));
      appender.start();
      context.getLogger("test").addAppender(appender);
      for (int i = 0; i < events; i++) {
        context.getLogger("test").info("event");
        if (i == events / 2) {
          first.kill();
        }
      }
    }
    try (ConsoleProcess second = start("CONSOLE_FORWARD_PORT", String.valueOf(port))) {
      context.stop();

      assertThat(appender.snapshot().acked()).isEqualTo(events);
      assertThat(query(second, "SELECT count(*) || ' ' || count(DISTINCT seq) AS n FROM events"))
          .isEqualTo(events + " " + events);
      assertThat(query(second, "SELECT sent || ' ' || missing AS n FROM runs"))
          .isEqualTo(events + " 0");
    }
  }

  private String query(ConsoleProcess console, String sql) throws Exception {
    ConsoleProcess.Ended ended =
        ConsoleProcess.run(
            environment("CONSOLE_PORT", String.valueOf(console.port())), "query", sql);
    assertThat(ended.exitCode()).as(ended.out()).isZero();
    return ended.out().lines().skip(1).findFirst().orElseThrow();
  }

  @Test
  void queriesAreAnsweredByTheConsoleThatRunsAndByTheDatabaseWhenNoneDoes() throws Exception {
    int port = FreePort.find();
    try (ConsoleProcess console = start("CONSOLE_PORT", String.valueOf(port))) {
      assertThat(query(console, "SELECT 40 + 2 AS n")).isEqualTo("42");
      ConsoleProcess.Ended refused =
          ConsoleProcess.run(
              environment("CONSOLE_PORT", String.valueOf(port)), "query", "DROP TABLE events");
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.out()).contains("Only SELECT is run here.");
      console.stop();
    }
    ConsoleProcess.Ended offline =
        ConsoleProcess.run(
            environment("CONSOLE_PORT", String.valueOf(port)),
            "query",
            "SELECT count(*) AS n FROM events");
    assertThat(offline.out()).startsWith("n\n0\n(1 row, ");
    assertThat(offline.exitCode()).isZero();
  }

  @Test
  void endedWhileItsWorkerWorksItHasTheEndOfEachJob() throws Exception {
    try (ConsoleProcess console = ConsoleProcess.withWorker(folder)) {
      await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> get(console, "/").contains("<section class=\"running\">"));
      console.stop();
    }
    try (Database database = Database.open(folder.resolve("data"));
        Readers readers = new Readers(database)) {
      assertThat(readers.rows("SELECT state FROM jobs", row -> row.required("state")))
          .isNotEmpty()
          .doesNotContain(JobState.RUNNING, JobState.WAITING);
      assertThat(readers.rows("SELECT missing FROM runs", row -> row.count("missing")))
          .containsExactly(0L);
    }
  }

  private static String get(ConsoleProcess console, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console.port() + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void saysWhatIsInTheWay() throws Exception {
    try (ConsoleProcess console = start()) {
      assertThat(ConsoleProcess.run(environment("CONSOLE_PORT", "0")).out())
          .contains("Is another console using it?");
      Map<String, String> elsewhere = environment("CONSOLE_PORT", "" + console.port());
      elsewhere.put("CONSOLE_DIRECTORY", folder.resolve("other").toString());
      ConsoleProcess.Ended ended = ConsoleProcess.run(elsewhere);
      assertThat(ended.out())
          .contains("Port " + console.port() + " is in use. Set CONSOLE_PORT to another.");
      assertThat(ended.exitCode()).isEqualTo(1);
    }
    ConsoleProcess.Ended ended = ConsoleProcess.run(environment("CONSOLE_STUCK_SECONDS", "soon"));
    assertThat(ended.out()).contains("CONSOLE_STUCK_SECONDS is soon, which is no number from 1");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ConsoleProcess.run(environment(), "qeury", "x").exitCode()).isEqualTo(2);
    assertThat(ConsoleProcess.run(environment(), "worker", "images", "thumbnails").out())
        .contains("CONSOLE_FORWARD_PORT is 0, but the worker has to know the port");
  }

  private ConsoleProcess start(String... options) throws IOException {
    return new ConsoleProcess(Files.createTempFile(folder, "output", ".txt"), environment(options));
  }

  private Map<String, String> environment(String... options) {
    Map<String, String> environment = new HashMap<>();
    environment.put("CONSOLE_DIRECTORY", folder.resolve("data").toString());
    environment.put("CONSOLE_PORT", "0");
    environment.put("CONSOLE_FORWARD_PORT", "0");
    environment.put("CONSOLE_HTTP_PORT", "0");
    for (int i = 0; i < options.length; i += 2) {
      environment.put(options[i], options[i + 1]);
    }
    return environment;
  }
}
