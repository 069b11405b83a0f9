package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ThrowableProxy;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@code stack_hash} groups together, and what it tells apart. */
class StackHashTest {

  private static String hash(Throwable thrown) {
    return StackTraces.hash(new ThrowableFailure(thrown));
  }

  private static Exception upload(String message, @Nullable Throwable cause) {
    return new IllegalStateException(message, cause);
  }

  private static Exception download(String message) {
    return new IllegalStateException(message);
  }

  @Test
  void theSameFailureHasOneHashWhateverItsMessageAndLine() {
    Exception first = upload("image 1", null);
    Exception second = upload("image 2", null);
    assertThat(hash(first)).matches("[0-9a-f]{16}").isEqualTo(hash(second));
  }

  @Test
  void anotherMethodClassOrCauseHasAnotherHash() {
    String hash = hash(upload("x", null));
    assertThat(hash(download("x"))).isNotEqualTo(hash);
    assertThat(hash(upload("x", new IOException("y")))).isNotEqualTo(hash);
    assertThat(hash(upload("x", new IOException("y"))))
        .isNotEqualTo(hash(upload("x", new InterruptedException("y"))));
  }

  @Test
  void theNumbersOfGeneratedClassesDoNotCount() {
    assertThat(hash(at("io.emp.Job$$Lambda$17/0x0001", "lambda$run$3", 10)))
        .isEqualTo(hash(at("io.emp.Job$$Lambda$9/0x0002", "lambda$run$4", 20)))
        .isNotEqualTo(hash(at("io.emp.Task$$Lambda$9/0x0002", "lambda$run$4", 20)));
  }

  private static Throwable at(String className, String method, int line) {
    Throwable thrown = new IllegalStateException("x");
    thrown.setStackTrace(
        new StackTraceElement[] {new StackTraceElement(className, method, "Job.java", line)});
    return thrown;
  }

  @Test
  void aThrowableAndWhatLogbackKeepsOfItHaveOneHashAndOneText() {
    IOException thrown = new IOException("outer", upload("middle", new IOException("root")));
    thrown.addSuppressed(download("beside it"));
    LogbackFailure kept = new LogbackFailure(new ThrowableProxy(thrown));
    assertThat(StackTraces.hash(kept)).isEqualTo(hash(thrown));
    assertThat(StackTraces.render(kept))
        .isEqualTo(StackTraces.render(new ThrowableFailure(thrown)));
  }
}
