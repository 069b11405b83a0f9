package io.emp.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebTest {

  private static final String HOSTILE = "<img src=x onerror=alert(1)>\\\"'</pre></script>&amp;";

  /** A sign comes every five seconds, in three lines: what does not come within some never will. */
  private static final int MOST_LINES = 20;

  @TempDir Path directory;
  @AutoClose private TestConsole console;

  @BeforeEach
  void start() throws Exception {
    console = new TestConsole(directory, new ManualClock());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/?show=failed", "/job?id=x", "/workers", "/delivery", "/search", "/sql"})
  void eachPageMayUseThisConsolesFilesAndNothingElse(String path) throws Exception {
    HttpResponse<String> page = console.get(path);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'")
        .contains("script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(page.body())
        .doesNotContain("http://")
        .doesNotContain("https://")
        .doesNotContain("style=")
        .doesNotContain("onclick");
  }

  @ParameterizedTest
  @CsvSource({"/console.js, text/javascript", "/console.css, text/css", "/console.svg, image/svg"})
  void servesItsFiles(String path, String type) throws Exception {
    HttpResponse<String> file = console.get(path);

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/x", "/../pom.xml", "/web/console.js", "/Pages.class", "/console.js/x", "//evil"})
  void servesNothingElse(String path) throws Exception {
    assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .containsPattern("^HTTP/1.1 40[04] ");
  }

  /** Each field that a worker can send, on each page that shows it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/?show=failed",
        "/workers",
        "/delivery",
        "/search?level=trace",
        "/search?q=img",
        "/job?id=%3Cimg+src%3Dx+onerror%3Dalert%281%29%3E%5C%22%27%3C%2Fpre%3E%3C%2Fscript%3E%26amp%3B"
      })
  void whatAWorkerSendsIsShownAndNeverMarkup(String path) throws Exception {
    String fields =
        Arrays.stream(EventColumn.values())
            .filter(column -> column.onWire && column.type == EventColumn.Type.TEXT)
            .filter(column -> column != EventColumn.EVENT_TYPE)
            .filter(column -> column != EventColumn.ILLEGAL_TRANSITION)
            .map(column -> json(column.column(), HOSTILE))
            .collect(Collectors.joining(","));
    String event =
        "{%s,\"event_type\":\"job_failed\",\"seq\":2,%s}"
            .formatted(fields, json("own" + HOSTILE, HOSTILE));
    String health =
        "{%s,\"event_type\":\"health_check\",%s}".formatted(fields, json("health_status", HOSTILE));
    assertThat(console.events("t", "[" + event + "," + health + "]").statusCode()).isEqualTo(200);

    String page = console.get(path).body();
    assertThat(page).contains("&lt;img src=x onerror=alert(1)&gt;");
    assertThat(page)
        .doesNotContain("<img")
        .doesNotContain("\"'<")
        .doesNotContain("</pre></script>");
  }

  private static String json(String name, String value) {
    return Json.text(Map.of(name, value)).replaceAll("^\\{|\\}$", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/search?q=%22%3E%3Cimg%3E", "/job?id=%3Cimg%3E", "/%3Cimg%3E"})
  void whatTheAddressSaysIsNoMarkupEither(String path) throws Exception {
    assertThat(console.get(path).body()).doesNotContain("<img");
  }

  @Test
  void refusesToBeAskedByAnotherName() throws Exception {
    String answer = raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 403").doesNotContain("<html");
  }

  @Test
  void isKnownByTheNamesItWasGiven(@TempDir Path other) throws Exception {
    console.close();
    console = new TestConsole(other, new ManualClock(), "CONSOLE_NAMES", "a.internal, b.internal");

    assertThat(raw("GET / HTTP/1.1\r\nHost: b.internal:80\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void anotherSitesPageCannotDrawOnIt() throws Exception {
    assertThat(console.get("/live?topic=board", "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
    assertThat(
            console
                .get("/", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void takesSqlFromItsOwnPageAndFromWhatIsNoBrowser() throws Exception {
    String own = "http://127.0.0.1:" + console.console.port();

    assertThat(sql("Origin", own, "Sec-Fetch-Site", "same-origin")).contains("<td>42");
    assertThat(console.post(console.page("/sql"), "text/plain", "SELECT 42 AS n").body())
        .startsWith("n\n42\n(1 row, ");
  }

  @Test
  void takesSqlFromNoOtherPage() throws Exception {
    assertThat(sql("Origin", "http://evil.example")).contains("own page").doesNotContain("42");
    assertThat(sql("Origin", "null")).contains("own page");
    assertThat(sql("Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "navigate"))
        .contains("own page");
    assertThat(console.get("/sql?q=SELECT+42").body()).doesNotContain("<td>42");
  }

  private String sql(String... headers) throws Exception {
    return console
        .post(
            console.page("/sql"),
            "application/x-www-form-urlencoded",
            "q=SELECT%2042%20AS%20n",
            headers)
        .body();
  }

  @Test
  void findsAJobByItsIdElseSearches() throws Exception {
    console.events("t", "{\"job_id\":\"j 1\",\"event_type\":\"job_started\"}");

    assertThat(console.get("/find?q=+j+1+").headers().firstValue("Location").orElseThrow())
        .endsWith("/job?id=j+1");
    assertThat(console.get("/find?q=other").headers().firstValue("Location").orElseThrow())
        .endsWith("/search?q=other");
  }

  @Test
  void saysThatATimeIsNotUnderstood() throws Exception {
    assertThat(console.get("/search?from=then").statusCode()).isEqualTo(400);
  }

  @Test
  void tellsAPageWhenSomethingHasChanged() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.console.port());
        BufferedReader in = live(socket, "board")) {
      awaitLine(in, "retry: 2000");
      console.events("t", "{\"job_id\":\"j\",\"event_type\":\"job_started\"}");

      awaitLine(in, "event: changed");
    }
  }

  @Test
  void tellsAJobsPageOfThatJob() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.console.port());
        BufferedReader in = live(socket, "job:j%26x")) {
      awaitLine(in, "retry: 2000");
      console.events("t", "{\"job_id\":\"j&x\",\"event_type\":\"job_started\"}");

      awaitLine(in, "event: changed");
    }
  }

  @Test
  void keepsOnlySoManyPagesOpen() throws Exception {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < LiveUpdates.MAX_PAGES; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.console.port());
        open.add(socket);
        awaitLine(live(socket, "board"), "retry: 2000");
      }

      assertThat(console.get("/live?topic=board").statusCode()).isEqualTo(503);
      assertThat(console.get("/").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private static BufferedReader live(Socket socket, String topic) throws Exception {
    OutputStream out = socket.getOutputStream();
    out.write(
        ("GET /live?topic=" + topic + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    socket.setSoTimeout(30_000);
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static void awaitLine(BufferedReader in, String wanted) throws Exception {
    String line = in.readLine();
    for (int read = 0; read < MOST_LINES && line != null && !line.equals(wanted); read++) {
      line = in.readLine();
    }
    assertThat(line).isEqualTo(wanted);
  }

  private String raw(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.console.port())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
