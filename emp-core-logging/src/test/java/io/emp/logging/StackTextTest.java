package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ThrowableProxy;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stack that is written frame by frame into a record is the text it would be as a string. */
class StackTextTest {

  private static final String[] NAMES = {
    "io.emp.Worker",
    "java.lang.Thread",
    "a",
    "io.emp.J\u00f6b",
    "io.emp.\"quoted\\",
    "\uD83D\uDE80",
    "\uD800",
    "x".repeat(180),
    "io.emp.\uD83D\uDE80".repeat(30),
    "y\n\tz",
    "\u007f",
    ""
  };

  private static final String[] MESSAGES = {
    "",
    "refused",
    "two\nlines\twith \"quotes\"",
    "\u0001".repeat(300),
    "\uD83D\uDE80".repeat(700),
    "\uD800"
  };

  private final Random random = new Random(7);

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 30, 300})
  void aStackInARecordIsTheTextOfTheStack(int maxFrames) {
    for (int i = 0; i < 400; i++) {
      Throwable thrown = thrown(maxFrames, 3);
      Failure failure =
          random.nextBoolean()
              ? new ThrowableFailure(thrown)
              : new LogbackFailure(new ThrowableProxy(thrown));
      String plain = PlainStackTraces.render(failure);

      assertThat(StackTraces.render(failure)).isEqualTo(plain);
      JsonWriter whole = new JsonWriter();
      whole.text(plain, FieldWriter.MAX_STRING_BYTES);
      JsonWriter parts = new JsonWriter();
      parts.stackTrace(CauseChain.of(failure));
      int key = parts.keyBytes("stack_trace").length;
      assertThat(Arrays.copyOfRange(parts.buffer(), key, parts.length()))
          .isEqualTo(Arrays.copyOf(whole.buffer(), whole.length()));
    }
  }

  private Throwable thrown(int maxFrames, int depth) {
    @Nullable Throwable cause = null;
    Throwable thrown = null;
    StackTraceElement[] frames = frames(random.nextInt(maxFrames + 1));
    int length = 1 + random.nextInt(random.nextInt(8) == 0 ? 40 : 3);
    for (int i = 0; i < length; i++) {
      thrown = new IllegalStateException(any(MESSAGES), cause);
      thrown.setStackTrace(frames);
      for (int s = depth == 0 ? 0 : random.nextInt(7) - 4; s > 0; s--) {
        thrown.addSuppressed(thrown(maxFrames, depth - 1));
      }
      cause = thrown;
      frames = frames(frames, maxFrames);
    }
    if (thrown == null) {
      throw new AssertionError();
    }
    return thrown;
  }

  /** Ends as these do, and begins in another way. */
  private StackTraceElement[] frames(StackTraceElement[] others, int max) {
    StackTraceElement[] frames = frames(random.nextInt(max + 1));
    int common = random.nextInt(Math.min(frames.length, others.length) + 1);
    System.arraycopy(others, others.length - common, frames, frames.length - common, common);
    return frames;
  }

  private StackTraceElement[] frames(int count) {
    StackTraceElement[] frames = new StackTraceElement[count];
    for (int i = 0; i < count; i++) {
      boolean module = random.nextInt(3) == 0;
      frames[i] =
          new StackTraceElement(
              random.nextInt(4) == 0 ? "app" : null,
              module ? "java.base" : null,
              module && random.nextBoolean() ? "17" : null,
              any(NAMES),
              any(NAMES),
              random.nextInt(5) == 0 ? null : any(NAMES) + ".java",
              random.nextInt(4) - 2);
    }
    return frames;
  }

  private String any(String[] texts) {
    return texts[random.nextInt(random.nextInt(3) == 0 ? texts.length : Math.min(3, texts.length))];
  }
}
