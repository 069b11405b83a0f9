package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of a throwable: known form, bounded, the root cause always there. */
class StackTracesTest {

  private static final String ROOT = "java.io.IOException: the root";

  private static String render(Throwable thrown) {
    return StackTraces.render(new ThrowableFailure(thrown));
  }

  /** What is read of a text that was written as a stack trace is. */
  private static String read(String text) throws IOException {
    JsonWriter writer = new JsonWriter();
    writer.text(text, FieldWriter.MAX_STRING_BYTES);
    return new ObjectMapper().readValue(writer.buffer(), 0, writer.length(), String.class);
  }

  private static Throwable withFrames(Throwable thrown, int count, String method) {
    StackTraceElement[] frames = new StackTraceElement[count];
    for (int i = 0; i < count; i++) {
      frames[i] = new StackTraceElement("io.emp.Worker", method, "Worker.java", i + 1);
    }
    thrown.setStackTrace(frames);
    return thrown;
  }

  private static Throwable chain(int length, String message, int frames, String method) {
    Throwable thrown = withFrames(new IOException("the root"), frames, method);
    for (int i = 1; i < length; i++) {
      thrown = withFrames(new IllegalStateException(message + i, thrown), frames, method + i);
    }
    return thrown;
  }

  @Test
  void aThrowableIsToldAsTheJdkTellsIt() {
    Throwable root = withFrames(new IOException("the root"), 3, "read");
    Throwable outer = withFrames(new IllegalStateException("outer", root), 2, "run");
    outer.addSuppressed(withFrames(new IllegalArgumentException(), 1, "close"));

    assertThat(render(outer))
        .isEqualTo(
            """
            java.lang.IllegalStateException: outer
            \tat io.emp.Worker.run(Worker.java:1)
            \tat io.emp.Worker.run(Worker.java:2)
            \tSuppressed: java.lang.IllegalArgumentException
            \t\tat io.emp.Worker.close(Worker.java:1)
            Caused by: java.io.IOException: the root
            \tat io.emp.Worker.read(Worker.java:1)
            \tat io.emp.Worker.read(Worker.java:2)
            \tat io.emp.Worker.read(Worker.java:3)
            """);
  }

  @Test
  void theFramesSharedWithWhatItCausedAreCountedOnly() {
    Throwable root = withFrames(new IOException("the root"), 5, "run");
    StackTraceElement[] ofOuter = Arrays.copyOfRange(root.getStackTrace(), 2, 5);
    Throwable outer = new IllegalStateException("outer", root);
    outer.setStackTrace(ofOuter);

    assertThat(render(outer))
        .endsWith(
            """
            Caused by: java.io.IOException: the root
            \tat io.emp.Worker.run(Worker.java:1)
            \tat io.emp.Worker.run(Worker.java:2)
            \t... 3 more
            """);
  }

  @Test
  void whatASuppressedThrowableWasCausedByIsTold() {
    Throwable thrown = withFrames(new IllegalStateException("outer"), 1, "run");
    thrown.addSuppressed(chain(5, "beside ", 1, "close"));

    assertThat(render(thrown))
        .contains("\tSuppressed: java.lang.IllegalStateException: beside 4\n")
        .contains("\tCaused by: " + ROOT + "\n");
  }

  @Test
  void theMiddleOfALongChainIsLeftOutAndCounted() {
    assertThat(render(chain(20, "level ", 1, "run")))
        .startsWith("java.lang.IllegalStateException: level 19\n")
        .contains("Caused by: java.lang.IllegalStateException: level 13\n")
        .doesNotContain("level 12\n")
        .contains("\n... 12 causes left out\nCaused by: " + ROOT + "\n\tat ");
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "2, 1000", "8, 1000", "9, 1000", "100, 50", "10000, 3"})
  void itFitsItsFieldWholeWithItsRootCauseHoweverItIsEscaped(int length, int frames)
      throws IOException {
    for (String character : new String[] {"a", "\u0001", "\uD83D\uDE80", "€", "\uD800", "\n"}) {
      Throwable thrown =
          chain(length, character.repeat(3000), frames, character.repeat(50) + "method");
      for (Throwable t = thrown; t != null; t = t.getCause()) {
        for (int i = 0; i < Math.min(6, 1000 / length); i++) {
          t.addSuppressed(chain(3, character.repeat(3000), 20, character.repeat(300)));
        }
      }
      String text = render(thrown);

      assertThat(JsonWriter.left(text, 0, FieldWriter.MAX_STRING_BYTES - 2)).isNotNegative();
      assertThat(read(text)).isEqualTo(text.replace('\uD800', '\uFFFD'));
      // The chain's own root, not those of suppressed throwables, which are indented.
      assertThat(text).containsPattern("(^|\nCaused by: )" + ROOT + "\n\tat io\\.emp\\.Worker\\.");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 8, 9, 10})
  void noneIsLeftOutWhereEightAreEnough(int length) {
    assertThat(render(chain(length, "level ", 1, "run")).contains("left out"))
        .isEqualTo(length > 8);
  }

  @Test
  void aChainThatGoesRoundIsToldOnce() {
    Throwable first = new IllegalStateException("first");
    Throwable second = new IllegalStateException("second", first);
    first.initCause(second);

    assertThat(render(first).split("Caused by: ", -1)).hasSize(2);
  }

  @Test
  void aChainThatNeverEndsIsToldInPart() {
    assertThat(render(new Endless())).startsWith(Endless.class.getName()).contains("left out");
  }

  private static final class Endless extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Endless() {
      super("endless", null, false, false);
    }

    @Override
    public synchronized Throwable getCause() {
      return new Endless();
    }
  }

  @Test
  void framesThatAreNullAreAsIfTheyWereNotThere() {
    Throwable thrown =
        new RuntimeException("odd") {
          private static final long serialVersionUID = 1L;

          @Override
          public @Nullable StackTraceElement[] getStackTrace() {
            return new @Nullable StackTraceElement[] {
              null, new StackTraceElement("A", "b", "A.java", 1), null
            };
          }
        };
    assertThat(render(thrown)).endsWith(": odd\n\tat A.b(A.java:1)\n");
    assertThat(StackHash.of(CauseChain.of(new ThrowableFailure(thrown)))).matches("[0-9a-f]{16}");
  }
}
