package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorTypeTest {

  private static final class ReadTimeoutIo extends InterruptedIOException {
    private static final long serialVersionUID = 1L;
  }

  static Stream<Arguments> exceptions() {
    return Stream.of(
        Arguments.of("timeout", new TimeoutException()),
        Arguments.of("timeout", new SocketTimeoutException("Read timed out")),
        Arguments.of("timeout", new HttpTimeoutException("request timed out")),
        Arguments.of("timeout", new HttpConnectTimeoutException("x")),
        Arguments.of("timeout", new InterruptedIOException("timeout")),
        Arguments.of("timeout", new InterruptedIOException("timeout") {}),
        Arguments.of(
            "timeout",
            new InterruptedIOException("Call timed out").initCause(new SocketException("Closed"))),
        Arguments.of("timeout", new ReadTimeoutIo()),
        Arguments.of("unknown", new InterruptedIOException("interrupted")),
        Arguments.of("unknown", new InterruptedIOException()),
        Arguments.of(
            "network", new InterruptedIOException("x").initCause(new SocketException("Closed"))),
        Arguments.of("memory", new OutOfMemoryError("Java heap space")),
        Arguments.of("authorization", new AccessDeniedException("/models")),
        Arguments.of("authorization", new SecurityException()),
        Arguments.of("network", new ConnectException("Connection refused")),
        Arguments.of("network", new UnknownHostException("comfyui.local")),
        Arguments.of("network", new SocketException()),
        Arguments.of("network", new SSLHandshakeException("x")),
        Arguments.of("network", new ClosedChannelException()),
        Arguments.of("validation", new IllegalArgumentException("width")),
        Arguments.of("validation", new NumberFormatException("x")),
        Arguments.of("validation", new MalformedInputException(1)),
        Arguments.of("model", new IOException("checkpoint sdxl.safetensors not found")),
        Arguments.of("unknown", new IllegalStateException("odd")),
        Arguments.of("unknown", new NullPointerException()),
        // Wrapped: the cause's class tells more than the wrapper's message.
        Arguments.of("timeout", new ExecutionException(new TimeoutException())),
        Arguments.of(
            "network", new CompletionException("bad model", new ConnectException("refused"))),
        Arguments.of("network", new UncheckedIOException(new IOException("Broken pipe"))),
        // What extends a type of the JDK's is one.
        Arguments.of("network", new ConnectException("x") {}),
        Arguments.of("timeout", new TimeoutException("x") {}),
        // A status counts less than a type, and more than words.
        Arguments.of("authorization", new HttpStatusTest.WithGetStatusCode()),
        Arguments.of("network", new IOException(new HttpStatusTest.WithRaw())),
        Arguments.of("timeout", new IOException("x", new HttpStatusTest.WithStatusCode())),
        Arguments.of(
            "network",
            new IOException("Server returned HTTP response code: 503 for URL: http://x/invalid")),
        Arguments.of("unknown", new IOException("took 503 ms")),
        // The outermost class that says something, says it.
        Arguments.of("validation", new IllegalArgumentException(new TimeoutException())));
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void anExceptionsTypeIsFoundFromItsClassesThenItsMessages(String type, Throwable thrown) {
    assertThat(ErrorType.of(new ThrowableFailure(thrown), ErrorClassifiers.PROVIDED))
        .isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({
    "Request timed out after 30 s,timeout",
    "CUDA out of memory. Tried to allocate 2.00 GiB,memory",
    "process got OOM-killed,memory",
    "HTTP 403 Forbidden,authorization",
    "Incorrect API key provided,authorization",
    "Connection reset by peer,network",
    "the image is corrupt,validation",
    "Invalid value for steps,validation",
    "model sdxl is not loaded,model",
    "LoRA weights are missing,model",
    "something else,unknown",
    "no room left on the canvas,unknown",
    "exploration of the zoom level failed,unknown",
    "'',unknown"
  })
  void aMessagesTypeIsFoundFromItsWords(String message, String type) {
    assertThat(ErrorType.ofMessage(message)).isEqualTo(type);
  }

  @Test
  void noMessageIsUnknown() {
    assertThat(ErrorType.ofMessage(null)).isEqualTo("unknown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "timeout",
        "memory",
        "network",
        "model",
        "validation",
        "authorization",
        "worker_crash",
        "unknown"
      })
  void theContractsNamesAreTaken(String type) {
    assertThat(ErrorType.checked(type)).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Timeout", "oom", "worker crash"})
  void anyOtherNameBecomesUnknown(String type) {
    assertThat(ErrorType.checked(type)).isEqualTo("unknown");
  }

  @Test
  void aChainThatGoesRoundInCirclesIsClassified() {
    IllegalStateException first = new IllegalStateException("first");
    IllegalStateException second = new IllegalStateException("second", first);
    first.initCause(second);
    assertThat(ErrorType.of(new ThrowableFailure(first), ErrorClassifiers.PROVIDED))
        .isEqualTo("unknown");
  }
}
