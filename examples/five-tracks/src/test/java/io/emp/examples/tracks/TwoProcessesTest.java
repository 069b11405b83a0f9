package io.emp.examples.tracks;

import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One process submits a job through a Redis, another does it: one trace. */
@Timeout(120)
class TwoProcessesTest {

  @RegisterExtension static final RedisServer REDIS = new RedisServer();

  @TempDir Path directory;

  /** A span as a child process prints it. */
  private record PrintedSpan(String name, String traceId, String spanId, String parentId) {}

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theyMakeOneTrace(boolean withSdk) throws Exception {
    List<CollectedEvent> events = new CopyOnWriteArrayList<>();
    List<PrintedSpan> spans = new ArrayList<>();
    String redisPort = String.valueOf(REDIS.port());
    String job = "job-" + (withSdk ? "traced" : "plain");
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      spans.addAll(run(withSdk, collector.port(), "submitter", Submitter.class, redisPort, job));
      spans.addAll(
          run(withSdk, collector.port(), "worker", QueueWorker.class, redisPort, "1", "30"));
    }

    assertThat(texts(events, "trace_id")).hasSize(1);
    String traceId = texts(events, "trace_id").get(0);
    assertThat(events)
        .extracting(
            event -> event.fields().getOrDefault("event_type", event.fields().get("message")))
        .containsExactly(
            "Job submitted", "job_received", "job_started", "job_progress", "job_completed");
    assertThat(texts(events, "job_id")).containsExactly(job);
    assertThat(texts(events, "workflow_id")).containsExactly("wf-7");
    assertThat(texts(events, "worker_id")).containsExactly("submitter", "worker");
    assertThat(events.get(2).fields()).containsKey("queue_wait_ms");

    if (!withSdk) {
      assertThat(spans).isEmpty();
      return;
    }
    Map<String, PrintedSpan> byId =
        spans.stream().collect(Collectors.toMap(PrintedSpan::spanId, span -> span));
    assertThat(spans).allSatisfy(span -> assertThat(span.traceId()).isEqualTo(traceId));
    PrintedSpan step =
        spans.stream()
            .filter(span -> span.name().equals("process.image_generation"))
            .findFirst()
            .orElseThrow();
    PrintedSpan process = Objects.requireNonNull(byId.get(step.parentId()));
    PrintedSpan submit = Objects.requireNonNull(byId.get(process.parentId()));
    assertThat(process.name()).isEqualTo("job.process");
    assertThat(submit.name()).isEqualTo("submit");
    assertThat(spans).hasSize(3);
  }

  private static List<String> texts(List<CollectedEvent> events, String field) {
    return events.stream()
        .map(event -> Objects.requireNonNull(event.fields().get(field)).toString())
        .distinct()
        .toList();
  }

  private List<PrintedSpan> run(
      boolean withSdk, int collectorPort, String worker, Class<?> main, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dlogback.configurationFile=" + Path.of("src/main/resources/logback.xml"));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    if (withSdk) {
      command.add(PrintingSdk.class.getName());
    }
    command.add(main.getName());
    command.add(RedisServer.HOST);
    command.addAll(List.of(arguments));
    Path output = directory.resolve(worker + ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("FLUENTD_HOST", "127.0.0.1");
    builder.environment().put("FLUENTD_PORT", String.valueOf(collectorPort));
    builder.environment().put("MACHINE_ID", "machine-a");
    builder.environment().put("WORKER_ID", worker);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    try (Stream<String> lines = Files.lines(output)) {
      List<String> all = lines.toList();
      assertThat(process.exitValue()).as("%s", all).isZero();
      return all.stream()
          .filter(line -> line.startsWith(PrintingSdk.PREFIX))
          .map(line -> line.split(" ", -1))
          .map(parts -> new PrintedSpan(parts[1], parts[2], parts[3], parts[4]))
          .toList();
    }
  }
}
