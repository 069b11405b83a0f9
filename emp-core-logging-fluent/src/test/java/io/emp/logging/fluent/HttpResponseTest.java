package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** When a connection can be used again, where all bytes are there at once. */
class HttpResponseTest {

  private static boolean isReusable(String headers, String body) throws IOException {
    String answer = "HTTP/1.1 200 OK\r\n" + headers + "\r\n\r\n" + body;
    return HttpResponse.read(new ByteArrayInputStream(answer.getBytes(StandardCharsets.ISO_8859_1)))
        .reusable();
  }

  private static boolean isReusableWithChunk(int bytes) throws IOException {
    String body = Integer.toHexString(bytes) + "\r\n" + "x".repeat(bytes) + "\r\n0\r\n\r\n";
    return isReusable("Transfer-Encoding: chunked", body);
  }

  @Test
  void aBodyOfTheLargestSizeIsReadAndALargerOneIsNot() throws IOException {
    int most = HttpResponse.MAX_BODY_BYTES;

    assertThat(isReusable("Content-Length: " + most, "x".repeat(most))).isTrue();
    assertThat(isReusable("Content-Length: " + (most + 1), "x".repeat(most + 1))).isFalse();
    assertThat(isReusableWithChunk(most)).isTrue();
    assertThat(isReusableWithChunk(most + 1)).isFalse();
  }

  @Test
  void lengthsThatContradictEachOtherAreNotBelieved() throws IOException {
    assertThat(isReusable("Content-Length: 2\r\nContent-Length: 2", "xx")).isTrue();
    assertThat(isReusable("Content-Length: 1\r\nContent-Length: 2", "xx")).isFalse();
    assertThat(isReusable("Content-Length: +2", "xx")).isFalse();
    assertThat(isReusable("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"))
        .isFalse();
  }

  @Test
  void aBodyThatEndsEarlyIsNotTheEndOfTheAnswer() throws IOException {
    assertThat(isReusable("Content-Length: 3", "xx")).isFalse();
    assertThat(isReusable("Transfer-Encoding: chunked", "3\r\nxxx\r\n")).isFalse();
    assertThat(isReusable("Transfer-Encoding: chunked", "3\r\nxxxx\r\n0\r\n\r\n")).isFalse();
  }
}
