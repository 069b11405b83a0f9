package io.emp.logging;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of frames: the right one, whoever asks, and no more than it may be. */
class FrameTest {

  private static StackTraceElement element(String name, int line) {
    return new StackTraceElement("io.emp." + name, "run", name + ".java", line);
  }

  private static String line(Frame frame) {
    byte[] line = frame.line();
    return line == null ? "none" : new String(line, US_ASCII);
  }

  @Test
  void aFrameThatComesAgainIsNotMadeAgain() {
    Frame first = Frame.of(element("Again", 1));

    assertThat(Frame.of(element(String.valueOf("Again".toCharArray()), 1))).isSameAs(first);
  }

  @Test
  void aFrameThatDiffersInOnePartIsAnother() {
    List<StackTraceElement> elements =
        List.of(
            new StackTraceElement("l", "m", "1", "io.emp.Part", "run", "Part.java", 7),
            new StackTraceElement("k", "m", "1", "io.emp.Part", "run", "Part.java", 7),
            new StackTraceElement("l", "n", "1", "io.emp.Part", "run", "Part.java", 7),
            new StackTraceElement("l", "m", "2", "io.emp.Part", "run", "Part.java", 7),
            new StackTraceElement("l", "m", "1", "io.emp.Pasu", "run", "Part.java", 7),
            new StackTraceElement("l", "m", "1", "io.emp.Part", "sun", "Part.java", 7),
            new StackTraceElement("l", "m", "1", "io.emp.Part", "run", "Port.java", 7),
            new StackTraceElement("l", "m", "1", "io.emp.Part", "run", null, 7),
            new StackTraceElement("l", "m", "1", "io.emp.Part", "run", "Part.java", 8));
    for (int round = 0; round < 2; round++) {
      for (StackTraceElement element : elements) {
        assertThat(line(Frame.of(element))).isEqualTo("at " + element);
      }
    }
  }

  @Test
  void moreFramesThanAreKeptAreAllToldRight() throws Exception {
    Callable<Boolean> task =
        () -> {
          for (int i = 0; i < 4 * Frame.KEPT; i++) {
            StackTraceElement element = element("Many" + i % (2 * Frame.KEPT), i % 7);
            if (!line(Frame.of(element)).equals("at " + element)) {
              return false;
            }
          }
          return true;
        };
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> results = new ArrayList<>(threads.invokeAll(List.of(task, task, task)));
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** A class whose loader nobody has any more, and what it threw. */
  private static WeakReference<ClassLoader> loaderOfThrower() throws Exception {
    byte[] code;
    try (InputStream in = Thrower.class.getResourceAsStream("FrameTest$Thrower.class")) {
      code = Objects.requireNonNull(in).readAllBytes();
    }
    class Loader extends ClassLoader {
      Loader() {
        super("thrower", null);
      }

      Class<?> define() {
        return defineClass(Thrower.class.getName(), code, 0, code.length);
      }
    }
    Loader loader = new Loader();
    Object thrower = loader.define().getConstructor().newInstance();
    try {
      ((Runnable) thrower).run();
    } catch (IllegalStateException e) {
      String rendered = StackTraces.render(new ThrowableFailure(e));
      assertThat(rendered).contains("\tat thrower//" + Thrower.class.getName() + ".run(");
    }
    return new WeakReference<>(loader);
  }

  /** Loaded once more by a loader of its own. */
  public static final class Thrower implements Runnable {

    /** For the loader. */
    public Thrower() {}

    @Override
    public void run() {
      throw new IllegalStateException("thrown");
    }
  }

  @Test
  void aFrameThatIsKeptDoesNotKeepItsClassLoader() throws Exception {
    WeakReference<ClassLoader> loader = loaderOfThrower();

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              System.gc();
              return loader.get() == null;
            });
  }

  @Test
  void aFrameOfHugeNamesIsNotKept() {
    StackTraceElement huge = element("x".repeat(100_000), 1);

    assertThat(Frame.of(huge)).isNotSameAs(Frame.of(huge));
    assertThat(line(Frame.of(huge))).hasSize(Frame.MAX_CHARS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"J\u00f6b", "a\"b", "a\\b", "a\nb", "a\u007fb"})
  void aFrameThatIsEscapedSomewhereHasNoLine(String name) {
    assertThat(line(Frame.of(element(name, 1)))).isEqualTo("none");
  }
}
