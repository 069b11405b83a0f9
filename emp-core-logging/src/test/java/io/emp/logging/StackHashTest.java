package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ThrowableProxy;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code stack_hash} groups together, and what it tells apart. */
class StackHashTest {

  private static String hash(Throwable thrown) {
    return StackHash.of(CauseChain.of(new ThrowableFailure(thrown)));
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

  @ParameterizedTest
  @CsvSource({
    "io.emp.Job$$Lambda/0x00007f1c, io.emp.Job$$Lambda/0x0000abcd",
    "io.emp.Job$$Lambda$14/0x0000cafe, io.emp.Job$$Lambda/0x00001",
    "io.emp.Job$$EnhancerBySpringCGLIB$$1a2b3c, io.emp.Job$$EnhancerBySpringCGLIB$$ffee",
    "io.emp.Job$$SpringCGLIB$$0, io.emp.Job$$SpringCGLIB$$1",
    "io.emp.Job$HibernateProxy$aBcD1, io.emp.Job$HibernateProxy$xYz2",
    "io.emp.Job/0x00007f1c, io.emp.Job/0x0000abcd"
  })
  void aGeneratedClassCountsAsTheOneItWasGeneratedFor(String one, String other) {
    assertThat(hash(at(one, "run", 1)))
        .isEqualTo(hash(at(other, "run", 1)))
        .isNotEqualTo(hash(at(one.replace("Job", "Task"), "run", 1)));
  }

  @ParameterizedTest
  @CsvSource({
    "jdk.internal.reflect.GeneratedMethodAccessor12, invoke",
    "jdk.internal.reflect.DirectMethodHandleAccessor, invoke",
    "jdk.internal.reflect.NativeMethodAccessorImpl, invoke0",
    "java.lang.reflect.Method, invoke",
    "java.lang.invoke.LambdaForm$MH/0x00007f1c, invoke",
    "java.lang.invoke.MethodHandle, invokeWithArguments",
    "java.lang.Thread, runWith",
    "java.util.ArrayList, forEach",
    "javax.swing.Timer, run",
    "sun.nio.ch.Net, connect",
    "com.sun.net.httpserver.Filter, doFilter",
    "jdk.proxy2.$Proxy12, call",
    "com.sun.proxy.$Proxy7, call",
    "io.emp.$Proxy7, call"
  })
  void theFramesOfTheJdkAndItsProxiesDoNotCount(String className, String method) {
    Throwable plain = new IllegalStateException("x");
    StackTraceElement run = new StackTraceElement("io.emp.Job", "run", "Job.java", 1);
    StackTraceElement main = new StackTraceElement("io.emp.Main", "main", "Main.java", 1);
    plain.setStackTrace(new StackTraceElement[] {run, main});
    Throwable reflective = new IllegalStateException("x");
    StackTraceElement[] frames = new StackTraceElement[40];
    Arrays.fill(frames, new StackTraceElement(className, method, null, -2));
    frames[0] = run;
    frames[39] = main;
    reflective.setStackTrace(frames);
    assertThat(hash(reflective)).isEqualTo(hash(plain));
  }

  private static StackTraceElement frame(String className, int line) {
    return new StackTraceElement(className, "run", "File.java", line);
  }

  private static Throwable chain(int line) {
    Throwable cause = new IOException("x");
    cause.setStackTrace(
        new StackTraceElement[] {frame("io.emp.Client", 1), frame("io.emp.Job", 10)});
    Throwable outer = new IllegalStateException("x", cause);
    outer.setStackTrace(
        new StackTraceElement[] {frame("io.emp.Task", 1), frame("io.emp.Job", line)});
    return outer;
  }

  @Test
  void theHashDoesNotDependOnWhetherACauseIsOfTheSameLine() {
    assertThat(hash(chain(10))).isEqualTo(hash(chain(11)));
  }

  @Test
  void theFirstEightFramesThatCountAreCounted() {
    StackTraceElement[] frames = new StackTraceElement[20];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = frame(i % 2 == 0 ? "java.util.List" : "io.emp.Job", i);
    }
    Throwable thrown = new IOException("x");
    thrown.setStackTrace(frames);
    String hash = hash(thrown);
    frames[17] = frame("io.emp.Other", 1);
    thrown.setStackTrace(frames);
    assertThat(hash(thrown)).isEqualTo(hash);
    frames[15] = frame("io.emp.Other", 1);
    thrown.setStackTrace(frames);
    assertThat(hash(thrown)).isNotEqualTo(hash);
  }

  @Test
  void aThrowableWithFramesOfTheJdkAloneCountsByItsClass() {
    Throwable none = new IOException("x");
    none.setStackTrace(new StackTraceElement[0]);
    assertThat(hash(at("java.util.Timer", "run", 1)))
        .isEqualTo(hash(at("jdk.internal.Other", "run", 1)))
        .isNotEqualTo(hash(none));
  }

  /** Fails below a lambda, a proxy, reflection and a method handle; more so where it is told to. */
  public static final class Main {
    public static void main(String[] arguments) throws Throwable {
      List<Supplier<String>> others = new ArrayList<>();
      for (int i = 0; i < arguments.length; i++) {
        // Shifts the numbers of what is generated after it.
        others.add(arguments[i]::trim);
        Proxy.newProxyInstance(
            Main.class.getClassLoader(),
            new Class<?>[] {List.of(Runnable.class, Comparable.class, Iterable.class).get(i)},
            (proxy, method, args) -> null);
      }
      Method fail = Main.class.getMethod("fail");
      for (int i = 0; i < (others.isEmpty() ? 1 : 40); i++) {
        // Old JDKs generate an accessor after so many calls.
        try {
          fail.invoke(null);
        } catch (InvocationTargetException e) {
          if (i == 0 && others.isEmpty() || i == 39) {
            System.out.println("hash " + hash(e));
          }
        }
      }
    }

    public static void fail() throws Throwable {
      Callable<?> proxy =
          (Callable<?>)
              Proxy.newProxyInstance(
                  Main.class.getClassLoader(),
                  new Class<?>[] {Callable.class},
                  (self, method, args) -> {
                    MethodHandle handle =
                        MethodHandles.lookup()
                            .findStatic(Main.class, "boom", MethodType.methodType(Object.class));
                    return handle.invoke();
                  });
      new ArrayList<>(List.of(1)).forEach(one -> call(proxy));
    }

    private static void call(Callable<?> called) {
      try {
        called.call();
      } catch (Exception e) {
        throw new IllegalStateException("at " + System.nanoTime(), e);
      }
    }

    static Object boom() {
      return Integer.valueOf("boom " + System.nanoTime());
    }
  }

  @Test
  void twoRunsThatGenerateOtherClassesHaveOneHash(@TempDir Path directory) throws Exception {
    Path first = Files.createDirectory(directory.resolve("first"));
    Path second = Files.createDirectory(directory.resolve("second"));
    ChildJvm.Result plain =
        ChildJvm.whole()
            .option("-XX:+UnlockDiagnosticVMOptions")
            .option("-XX:+ShowHiddenFrames")
            .run(first, Map.of(), Main.class);
    ChildJvm.Result shifted =
        ChildJvm.whole()
            .option("-XX:+UnlockDiagnosticVMOptions")
            .option("-XX:+ShowHiddenFrames")
            .run(second, Map.of(), Main.class, "a", "b", "c");
    assertThat(plain.lines()).singleElement().asString().matches("hash [0-9a-f]{16}");
    assertThat(shifted.lines()).isEqualTo(plain.lines());
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
    assertThat(StackHash.of(CauseChain.of(kept))).isEqualTo(hash(thrown));
    assertThat(StackTraces.render(kept))
        .isEqualTo(StackTraces.render(new ThrowableFailure(thrown)));
  }
}
