package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever answers on a port that should be an HTTP input. */
class HttpResponseFuzzTest {

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5s")
  void anyBytesAreAnAnswerOrRefused(byte[] bytes) {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    try {
      HttpResponse response = HttpResponse.read(in);
      assertThat(response.status()).isBetween(101, 999);
      assertThat(response.statusLine()).matches("HTTP/1\\.[ -~]{1,130}");
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank().matches("[ -~]*");
    }
  }

  @Test
  void answersWithChangedBytesAreAnswersOrRefused() {
    Mutations.run(this::anyBytesAreAnAnswerOrRefused, seeds().toArray(byte[][]::new));
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: Keep-Alive\r\n\r\nabc",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 503 Busy\r\nConnection: close\r\n\r\nabc",
            "HTTP/1.1 201 OK\nTransfer-Encoding: chunked\n\n3;x=y\r\nabc\r\n0\r\nA: b\r\n\r\n")
        .map(answer -> answer.getBytes(StandardCharsets.US_ASCII));
  }
}
