package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as an HTTP status, and what it says of an error. */
class HttpStatusTest {

  @RegisterExtension final EventRecorder events = new EventRecorder();

  @ParameterizedTest
  @CsvSource({
    "400,validation",
    "401,authorization",
    "403,authorization",
    "404,validation",
    "407,authorization",
    "408,timeout",
    "422,validation",
    "429,network",
    "499,validation",
    "500,network",
    "503,network",
    "504,timeout",
    "599,network",
    "200,",
    "302,",
    "600,",
    "0,"
  })
  void aStatusIsOneClassOfError(int status, @Nullable String type) {
    assertThat(HttpStatus.errorType(status)).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({
    "Server returned HTTP response code: 503 for URL: http://comfyui:8188/prompt,503",
    "HTTP 429,429",
    "HTTP/1.1 502,502",
    "HTTP/2 401,401",
    "HTTP error 500,500",
    "HTTP status code: 404,404",
    "Request failed with status code 401,401",
    "Request failed with status 503,503",
    "'Forbidden (Service: S3, Status Code: 403, Request ID: X)',403",
    "statusCode=504,504",
    "status: 408,408",
    "HTTP 404 file not found,404",
    "HTTP 503 connection refused,503",
    "HTTP 500 server error,500",
    "'{\"status\":422,\"title\":\"no\"}',422",
    "Response status 500,500",
    "response code was 500,500",
    "503 Service Unavailable,503",
    "'504 Gateway Time-out: \"<html>\"',504",
    "Upstream said (429) Too Many Requests,429",
    "200 tries and then 404 Not Found,404"
  })
  void aTextSpeaksOfAStatus(String text, int status) {
    assertThat(HttpStatus.inText(text.toLowerCase(Locale.ROOT))).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "took 503 ms",
        "HTTP request took 503 ms",
        "HTTP 503 ms",
        "HTTP 500 requests sent",
        "status: 500 of 600",
        "HTTP 404 files",
        "HTTP 404 files uploaded",
        "HTTP 500 steps",
        "status: 500 rows",
        "response status: 404 items",
        "HTTP 404 images",
        "HTTP 500 bytes",
        "HTTP 500ms",
        "HTTP 500 s",
        "HTTP 500 seconds",
        "HTTP 500 microseconds",
        "image is 512x404",
        "404 images were made",
        "503",
        "line 404, column 12",
        "model v4.404",
        "exit status 137",
        "HTTP 200",
        "status code 4010",
        "status code 1401",
        "progress 40.1 %",
        "http://localhost:500/prompt",
        "listening for https 443",
        "503 Not Found",
        ""
      })
  void aNumberThatOnlyLooksLikeOneIsNone(String text) {
    assertThat(HttpStatus.inText(text.toLowerCase(Locale.ROOT))).isEqualTo(HttpStatus.NONE);
  }

  /** As the exceptions of HTTP clients are. */
  public static class WithGetStatusCode extends IOException {
    private static final long serialVersionUID = 1L;

    public int getStatusCode() {
      return 401;
    }
  }

  public static class WithStatusCode extends IOException {
    private static final long serialVersionUID = 1L;

    public Integer statusCode() {
      return 504;
    }
  }

  public interface Code {
    int value();
  }

  public static class WithCodeObject extends IOException {
    private static final long serialVersionUID = 1L;

    // One that throws is as if it were not there.
    public int getStatusCode() {
      throw new IllegalStateException("no response");
    }

    // A lambda's class is not public: its interface is.
    public Code getStatus() {
      return () -> 422;
    }
  }

  public static class WithRaw extends IOException {
    private static final long serialVersionUID = 1L;

    public @Nullable Code getStatusCode() {
      return null;
    }

    public int getRawStatusCode() {
      return 503;
    }
  }

  public static class WithOtherNumbers extends IOException {
    private static final long serialVersionUID = 1L;

    public int getStatus() {
      return 3;
    }

    public String getStatusCode() {
      return "503";
    }

    public static int statusCode() {
      return 503;
    }
  }

  private static final class Private extends WithGetStatusCode {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void theAccessorsOfAnExceptionAreAsked() {
    assertThat(HttpStatus.of(new WithGetStatusCode())).isEqualTo(401);
    assertThat(HttpStatus.of(new Private())).isEqualTo(401);
    assertThat(HttpStatus.of(new WithStatusCode())).isEqualTo(504);
    assertThat(HttpStatus.of(new WithCodeObject())).isEqualTo(422);
    assertThat(HttpStatus.of(new WithRaw())).isEqualTo(503);
  }

  /** As Feign's are. */
  public static class WithStatus extends IOException {
    private static final long serialVersionUID = 1L;
    private final int status;

    WithStatus(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  /** As Retrofit's are. */
  public static class WithCode extends IOException {
    private static final long serialVersionUID = 1L;

    public int code() {
      return 429;
    }
  }

  /** These words have other meanings too. */
  public static class WithStatusOfItsOwn extends IOException {
    private static final long serialVersionUID = 1L;

    public Code status() {
      return () -> 503;
    }

    public String code() {
      return "503";
    }
  }

  public interface HasStatus {
    int getStatusCode();
  }

  private interface HasStatusToo extends HasStatus {}

  /** No class that is public has the accessor: an interface does. */
  private static final class PrivateWithInterface extends IOException implements HasStatusToo {
    private static final long serialVersionUID = 1L;

    @Override
    public int getStatusCode() {
      return 403;
    }
  }

  private static class Base extends IOException implements HasStatus {
    private static final long serialVersionUID = 1L;

    @Override
    public int getStatusCode() {
      return 502;
    }
  }

  private static final class PrivateBelow extends Base {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void statusAndCodeAreAskedWhereTheyAreNumbers() {
    assertThat(HttpStatus.of(new WithStatus(401))).isEqualTo(401);
    assertThat(HttpStatus.of(new WithCode())).isEqualTo(429);
    for (int none : List.of(-1, 0, 7, 99, 200, 600, 1045)) {
      assertThat(HttpStatus.of(new WithStatus(none))).as("%d", none).isEqualTo(HttpStatus.NONE);
    }
    assertThat(HttpStatus.of(new WithStatusOfItsOwn())).isEqualTo(HttpStatus.NONE);
  }

  @Test
  void anInterfaceThatIsPublicTellsTheStatusOfAClassThatIsNot() {
    assertThat(HttpStatus.of(new PrivateWithInterface())).isEqualTo(403);
    assertThat(HttpStatus.of(new PrivateBelow())).isEqualTo(502);
  }

  @Test
  void whatIsNoStatusIsNone() {
    assertThat(HttpStatus.of(new WithOtherNumbers())).isEqualTo(HttpStatus.NONE);
    assertThat(HttpStatus.of(new IOException("x"))).isEqualTo(HttpStatus.NONE);
  }

  @ParameterizedTest
  @CsvSource({"401,authorization", "504,timeout", "429,network", "422,validation"})
  void aJobThatFailedWithoutAThrowableIsClassifiedByItsStatusCode(int status, String type) {
    ConnectorLogger worker = events.worker();
    worker.withJobContext(
        "a",
        job -> {
          job.jobFailed("no image", e -> e.field("status_code", status));
        });
    assertThat(events.ofType("job_failed")).containsEntry("error_type", type);
  }

  @Test
  void theCallersTypeComesBeforeTheStatusAndAnotherNumberIsNone() {
    ConnectorLogger worker = events.worker();
    try (JobLogger job = worker.withJobContext("a")) {
      job.jobFailed("x", e -> e.errorType("model").field("status_code", 503));
    }
    assertThat(events.ofType("job_failed")).containsEntry("error_type", "model");
    worker.error("not a job", Map.of("status_code", 503));
    assertThat(events.withMessage("not a job")).doesNotContainKey("error_type");
    assertThat(HttpStatus.ofField(200)).isEqualTo(HttpStatus.NONE);
    assertThat(HttpStatus.ofField("503")).isEqualTo(503);
    assertThat(HttpStatus.ofField(503L)).isEqualTo(503);
    assertThat(HttpStatus.ofField(503.5)).isEqualTo(HttpStatus.NONE);
    assertThat(HttpStatus.ofField(null)).isEqualTo(HttpStatus.NONE);
  }
}
