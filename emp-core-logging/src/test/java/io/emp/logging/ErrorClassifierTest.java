package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@ExtendWith(NoLeaks.class)
class ErrorClassifierTest {

  @RegisterExtension final EventRecorder events = new EventRecorder();

  private static String reported(Runnable step) {
    PrintStream before = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
      step.run();
    } finally {
      System.setErr(before);
    }
    return told.toString(StandardCharsets.UTF_8);
  }

  private ConnectorLogger worker(ErrorClassifier... classifiers) {
    ConnectorLogger.Builder builder = events.builder().machineId("m").workerId("w");
    for (ErrorClassifier classifier : classifiers) {
      builder.errorClassifier(classifier);
    }
    return builder.build();
  }

  @Test
  void theClassifierOfALoggerIsBelievedBeforeTheRules() {
    worker(thrown -> thrown instanceof IOException ? "model" : null)
        .error("a", new IOException("connection reset"));
    assertThat(events.only()).containsEntry("error_type", "model");
  }

  @Test
  void whereItDoesNotKnowTheNextIsAskedAndThenTheRules() {
    ConnectorLogger worker =
        worker(thrown -> null, thrown -> "x".equals(thrown.getMessage()) ? "worker_crash" : null);
    worker.error("a", new IOException("x"));
    worker.error("b", new IOException("connection reset"));
    assertThat(events.each("error_type")).containsExactly("worker_crash", "network");
  }

  @Test
  void eachThrowableOfTheChainIsAskedAboutFromTheOutermostOneAndOnce() {
    List<@Nullable String> asked = new ArrayList<>();
    IOException root = new IOException("root");
    Exception outer = new ExecutionException("outer", new CompletionException("middle", root));
    worker(thrown -> askedOf(asked, thrown)).error("a", outer);
    assertThat(asked).startsWith("outer", "middle", "root");
    assertThat(new ErrorClassifiers(List.of(ErrorClassifierTest::ofRoot)).classify(outer))
        .isEqualTo("model");

    asked.clear();
    root.initCause(outer);
    assertThat(new ErrorClassifiers(List.of(thrown -> askedOf(asked, thrown))).classify(outer))
        .isNull();
    assertThat(asked).containsExactly("outer", "middle", "root");
  }

  private static @Nullable String askedOf(List<@Nullable String> asked, Throwable thrown) {
    asked.add(thrown.getMessage());
    return null;
  }

  private static @Nullable String ofRoot(Throwable thrown) {
    return "root".equals(thrown.getMessage()) ? "model" : null;
  }

  @Test
  void anEarlierClassifierThatKnowsACauseIsBelievedBeforeALaterOneThatKnowsTheWrapper() {
    ErrorClassifiers both =
        new ErrorClassifiers(List.of(ErrorClassifierTest::ofRoot, thrown -> "memory"));
    assertThat(both.classify(new ExecutionException(new IOException("root")))).isEqualTo("model");
    assertThat(both.classify(new IOException("x"))).isEqualTo("memory");
  }

  @Test
  void upTo32ThrowablesOfAChainAreAskedAbout() {
    List<@Nullable String> asked = new ArrayList<>();
    Throwable chain = new IOException("root");
    for (int i = 0; i < 40; i++) {
      chain = new IOException("wrapper", chain);
    }
    new ErrorClassifiers(List.of(thrown -> askedOf(asked, thrown))).classify(chain);
    assertThat(asked).hasSize(32).containsOnly("wrapper");
  }

  @Test
  void aThrowableThatDoesNotTellItsCauseIsAskedAboutAllTheSame() {
    Throwable hostile =
        new IOException("root") {
          private static final long serialVersionUID = 1L;

          @Override
          public synchronized Throwable getCause() {
            throw new IllegalStateException("hostile");
          }
        };
    assertThat(new ErrorClassifiers(List.of(ErrorClassifierTest::ofRoot)).classify(hostile))
        .isEqualTo("model");
  }

  @Test
  void aWrongAnswerIsToldOfThoughAFailureWasToldBefore() {
    ErrorClassifier wrong =
        thrown -> {
          if (thrown instanceof IOException) {
            throw new IllegalStateException("failing");
          }
          return "out_of_credit";
        };
    ConnectorLogger worker = worker(wrong);
    String told =
        reported(
            () -> {
              for (int i = 0; i < 2; i++) {
                worker.error("a", new IOException("x"));
                worker.error("b", new IllegalStateException("x"));
              }
            });
    assertThat(told).containsOnlyOnce("failed; its answer").containsOnlyOnce("\"out_of_credit\"");
  }

  @Test
  void whatTheCallerSaysIsNotAskedAbout() {
    worker(thrown -> "model").error("a", new IOException("x"), e -> e.errorType("memory"));
    assertThat(events.only()).containsEntry("error_type", "memory");
  }

  @Test
  void oneThatThrowsOrAnswersWithAnUnknownNameIsNotBelievedAndToldOfOnce() {
    ErrorClassifier throwing =
        thrown -> {
          throw new StackOverflowError("deep");
        };
    ConnectorLogger worker = worker(throwing, thrown -> "out_of_credit");
    String told =
        reported(
            () -> {
              for (int i = 0; i < 3; i++) {
                worker.error("a", new IOException("connection reset"));
              }
            });
    assertThat(events.each("error_type")).containsExactly("network", "network", "network");
    assertThat(told).containsOnlyOnce("failed; its answer").containsOnlyOnce("\"out_of_credit\"");
  }

  @Test
  void oneThatTellsOfWhatItMeetsIsNotAskedAboutThat() {
    List<ErrorClassifiers> self = new ArrayList<>();
    List<String> inner = new ArrayList<>();
    self.add(
        new ErrorClassifiers(
            List.of(
                thrown -> {
                  Failure failure = new ThrowableFailure(new IOException("reset by peer", thrown));
                  inner.add(ErrorType.of(failure, self.get(0)));
                  return "model";
                })));
    assertThat(self.get(0).classify(new IOException("x"))).isEqualTo("model");
    assertThat(inner).containsExactly("network");
    assertThat(self.get(0).classify(new IOException("y"))).isEqualTo("model");
  }

  /** Named in META-INF/services of the other JVM. */
  public static final class OfClassPath implements ErrorClassifier {
    @Override
    public @Nullable String classify(Throwable thrown) {
      return thrown instanceof IllegalStateException ? "worker_crash" : null;
    }
  }

  /** Named there too, and of no use. */
  public static final class Broken implements ErrorClassifier {
    public Broken() {
      throw new IllegalStateException("no configuration");
    }

    @Override
    public @Nullable String classify(Throwable thrown) {
      return null;
    }
  }

  public static final class Main {
    public static void main(String[] arguments) {
      // As of a thread of a server's, which does not see the application.
      Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
      LoggerFactory.getLogger("library").error("plain", new IllegalStateException("x"));
      ConnectorLogger.builder()
          .machineId("m")
          .workerId("w")
          .errorClassifier(thrown -> "own".equals(thrown.getMessage()) ? "model" : null)
          .build()
          .error("own", new IllegalStateException("own"));
    }
  }

  @Test
  void thoseOfTheClassPathAreAskedForPlainLinesTooAndABrokenOneHarmsNobody(@TempDir Path directory)
      throws Exception {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.write(
        services.resolve(ErrorClassifier.class.getName()),
        List.of(
            "no.such.Classifier",
            Broken.class.getName(),
            Main.class.getName(),
            OfClassPath.class.getName()));
    Files.writeString(
        directory.resolve("logback.xml"),
        """
        <configuration><appender name="A" class="ch.qos.logback.core.ConsoleAppender">
        <encoder class="io.emp.logging.ConnectorJsonEncoder"/></appender>
        <root><appender-ref ref="A"/></root></configuration>
        """);
    ChildJvm.Result result =
        ChildJvm.whole()
            .option("-Dlogback.configurationFile=" + directory.resolve("logback.xml"))
            .withDirectory(directory)
            .run(directory, Map.of(), Main.class);
    assertThat(result.lines())
        .filteredOn(line -> line.startsWith("{"))
        .satisfiesExactly(
            line -> assertThat(line).contains("\"error_type\":\"worker_crash\""),
            line -> assertThat(line).contains("\"error_type\":\"model\""));
    assertThat(result.lines())
        .filteredOn(line -> line.contains("cannot be made and is not used"))
        .hasSize(3);
  }
}
