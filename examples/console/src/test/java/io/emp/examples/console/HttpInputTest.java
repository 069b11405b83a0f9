package io.emp.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpInputTest {

  @TempDir Path directory;
  @AutoClose private TestConsole console;

  @BeforeEach
  void start() throws Exception {
    console = new TestConsole(directory, new ManualClock());
  }

  @Test
  void storesAnObjectAndAnArrayUnderTheTagOfThePath() throws Exception {
    assertThat(console.events("a/b", "{\"message\":\"one\",\"attempt\":2}").statusCode())
        .isEqualTo(200);
    assertThat(console.events("c", "[{\"message\":\"two\"},{\"message\":\"three\"}]").statusCode())
        .isEqualTo(200);

    assertThat(query("SELECT tag || message || coalesce(attempt, 0) AS t FROM events ORDER BY 1"))
        .startsWith("t\na.bone2\ncthree0\nctwo0\n");
  }

  @Test
  void takesTheTimeInSecondsForTheEventsTime() throws Exception {
    console.events("a", "{\"time\":1764064800.250001,\"big\":18446744073709551615}");

    assertThat(query("SELECT timestamp, fields FROM events"))
        .contains("2025-11-25 10:00:00.250001  {\"big\":18446744073709551615}");
  }

  @Test
  void unpacksGzip() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write("{\"message\":\"packed\"}".getBytes(StandardCharsets.UTF_8));
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console.console.httpPort() + "/t"))
            .headers("Content-Type", "application/json", "Content-Encoding", "gzip")
            .POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray()));

    assertThat(console.send(request).statusCode()).isEqualTo(200);
    assertThat(query("SELECT message FROM events")).contains("packed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1", "[1]", "{\"a\":", "[{},2]"})
  void refusesWhatIsNoEventAndStoresNothingOfIt(String body) throws Exception {
    assertThat(console.events("t", body).statusCode()).isEqualTo(400);
    assertThat(query("SELECT count(*) AS n FROM events")).startsWith("n\n0\n");
  }

  @Test
  void refusesWhatIsNestedTooDeep() throws Exception {
    assertThat(
            console.events("t", "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}").statusCode())
        .isEqualTo(400);
  }

  @Test
  void refusesWhatIsTooLarge() throws Exception {
    String large = "{\"a\":\"" + "x".repeat(HttpInput.MAX_BYTES) + "\"}";

    assertThat(console.events("t", large).statusCode()).isEqualTo(413);
  }

  @Test
  void refusesBrowsersAndOtherTypes() throws Exception {
    assertThat(console.events("t", "{}", "Origin", "http://evil.example").statusCode())
        .isEqualTo(403);
    URI input = URI.create("http://127.0.0.1:" + console.console.httpPort() + "/t");
    assertThat(console.post(input, "text/plain", "{}").statusCode()).isEqualTo(415);
    assertThat(console.send(HttpRequest.newBuilder(input)).statusCode()).isEqualTo(405);
  }

  private String query(String sql) throws Exception {
    return console.post(console.page("/sql"), "text/plain", sql).body();
  }
}
