package io.emp.examples.tracks;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobLogger;
import io.emp.logging.StructuredLogger;
import io.emp.logging.fluent.FluentAppender;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** docs/setup.md says what is so. */
class SetupPageTest {

  private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)+");
  private static final Pattern PROPERTY = Pattern.compile("\\b[a-z]+([A-Z][a-z]+)+\\b");

  /** Kubernetes', and not in the example. */
  private static final Set<String> KUBERNETES =
      Set.of("emptyDir", "hostPath", "preStop", "volumeClaimTemplates");

  @Test
  void everyVariableIsKnownElsewhere() throws IOException {
    StringBuilder elsewhere = new StringBuilder(Page.README.text());
    try (Stream<Path> pages = Files.list(Page.ROOT.resolve("docs"))) {
      for (Path page : pages.filter(page -> page.toString().endsWith(".md")).toList()) {
        if (!page.endsWith("setup.md") && !page.endsWith("migration.md")) {
          elsewhere.append(Files.readString(page));
        }
      }
    }
    elsewhere.append(Files.readString(Page.ROOT.resolve("examples/pipeline/docker-compose.yml")));
    Set<String> known = matches(VARIABLE, elsewhere.toString());
    Set<String> tables = new TreeSet<>();
    for (String line : elsewhere.toString().lines().toList()) {
      if (line.startsWith("| `")) {
        tables.addAll(matches(VARIABLE, line.split("\\|", -1)[1]));
      }
    }

    for (Page page : List.of(Page.SETUP, Page.MIGRATION)) {
      Set<String> named = matches(VARIABLE, String.join(" ", Page.code(page.text())));
      Set<String> own = new TreeSet<>(named);
      own.removeIf(name -> !name.matches("(FLUENTD|EMP|CONSOLE|MACHINE|WORKER|CONNECTOR)_.*"));

      assertThat(own).contains("MACHINE_ID", "FLUENTD_BUFFER_DIRECTORY");
      assertThat(tables).containsAll(own);
      named.removeIf(name -> name.contains("FLUENT_BIT_") || name.equals("SERVICE_NAME"));
      assertThat(known).containsAll(named);
    }
  }

  private static Set<String> matches(Pattern pattern, String text) {
    Set<String> matches = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      matches.add(matcher.group());
    }
    return matches;
  }

  @Test
  void everyNameInCamelCaseIsTheSdksOrKubernetes() throws IOException {
    Set<String> known = new TreeSet<>(KUBERNETES);
    for (Method method : FluentAppender.class.getMethods()) {
      String name = method.getName();
      if (name.startsWith("set")) {
        known.add(Character.toLowerCase(name.charAt(3)) + name.substring(4));
      }
    }
    Stream.of(ConnectorLogger.class, ConnectorLogger.Builder.class, JobLogger.class)
        .flatMap(type -> Arrays.stream(type.getMethods()))
        .forEach(method -> known.add(method.getName()));
    for (String file : List.of("kubernetes-example.yaml", "setup-production.xml")) {
      known.addAll(matches(PROPERTY, Files.readString(Path.of("src/test/resources", file))));
    }

    List<String> named =
        Page.code(Page.SETUP.text()).stream()
            .filter(code -> PROPERTY.matcher(code).matches())
            .toList();

    assertThat(named).contains("shutdownTimeout", "exitGrace");
    assertThat(known).containsAll(named);
  }

  @Test
  void theVersionsAreThoseThatAreTested() throws IOException {
    String oldest = Files.readString(Page.ROOT.resolve("pom.xml"));
    String newest = Files.readString(Page.ROOT.resolve(".ci/run"));
    Map.of(
            "org.slf4j:slf4j-api", "slf4j",
            "ch.qos.logback:logback-classic", "logback",
            "io.opentelemetry:opentelemetry-api", "opentelemetry",
            "io.sentry:sentry-logback", "sentry",
            "org.fluentd:fluent-logger", "fluent-logger")
        .forEach(
            (artifact, property) -> {
              String[] cells = Page.SETUP.row(artifact).split("\\|", -1);
              String tested = cells[3].strip();
              String first = group("<" + property + "\\.version>(.*?)</", oldest);
              String last = group("-D" + property + "\\.version=([0-9.]+)", newest);
              assertThat(tested).isEqualTo(last.isEmpty() ? first : first + ", " + last);
            });
  }

  private static String group(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** Why the page has no AsyncAppender: the end of a job is at level INFO. */
  @Test
  void anAsyncAppenderDropsTheEndsOfJobsWithoutAWord() throws Exception {
    Logger logger = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("setup.async");
    logger.setLevel(Level.INFO);
    Semaphore held = new Semaphore(0);
    Semaphore open = new Semaphore(0);
    AtomicInteger ends = new AtomicInteger();
    AppenderBase<ILoggingEvent> target =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            held.release();
            open.acquireUninterruptibly();
            open.release();
            if (event.getMessage().equals("Job completed")) {
              ends.incrementAndGet();
            }
          }
        };
    AsyncAppender async = new AsyncAppender();
    for (var appender : List.of(target, async)) {
      appender.setContext(logger.getLoggerContext());
    }
    async.addAppender(target);
    // No limit: its stop waits until the queue is empty.
    async.setMaxFlushTime(0);
    target.start();
    async.start();
    logger.addAppender(async);
    try {
      ConnectorLogger worker =
          ConnectorLogger.builder()
              .machineId("machine-a")
              .workerId("worker-1")
              .loggerName("setup.async")
              .build();
      // The thread behind the queue takes all that is there at once: it is to hold this one event,
      // and none of a job.
      logger.info("The first event");
      assertThat(held.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      int jobs = 2 * async.getQueueSize();
      for (int i = 0; i < jobs; i++) {
        worker.withJobContext("job-" + i, job -> {});
      }
      open.release();
      async.stop();

      assertThat(ends.get()).isPositive().isLessThan(async.getQueueSize());
      assertThat(Page.SETUP.text()).contains("queue of " + async.getQueueSize());
    } finally {
      logger.detachAppender(async);
    }
  }

  @Test
  void eachWorkerOfAProcessHasItsOwnId() {
    try (EncodedLines out = new EncodedLines(ConnectorLogger.class.getName())) {
      SetupExample.workers().forEach(StructuredLogger::machineStarted);

      assertThat(out.lines())
          // The warning that MACHINE_ID is not set comes first, where it is not.
          .filteredOn(line -> line.has("event_type"))
          .extracting(line -> line.path("service_instance_id").asText().replaceFirst(".*[.]", ""))
          .containsExactly("worker-001", "worker-002");
    }
  }
}
