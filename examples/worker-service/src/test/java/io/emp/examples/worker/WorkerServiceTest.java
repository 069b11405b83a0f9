package io.emp.examples.worker;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import io.emp.examples.worker.ServiceProcess.Ended;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WorkerServiceTest {

  private static final String REASON =
      "not a readable image: harbour-corrupt.jpg \\(JPEG: .*[Tt]runcated.*\\)";

  /** A line of a job: level, job, machine, worker, event type, the rest, trace. */
  private static final Pattern JOB_LINE =
      Pattern.compile(
          "[0-9:.]{15} (info |error) ([0-9a-f]{4}-[a-z-]+\\.(?:png|jpg)) +([^ /]+)/(worker-[12]) +"
              + "(job_[a-z]+|log) +(.*) trace=([0-9a-f]{8})\\.\\.\\.");

  private static final Pattern COUNTS =
      Pattern.compile("Events: +(\\d+) accepted, (\\d+) acked, (\\d+) dropped, 0 pending");

  @TempDir Path folder;
  private Path thumbnails;

  @BeforeEach
  void nameTheFolderForThumbnails() {
    thumbnails = folder.resolve("made/by/the/service");
  }

  @Test
  void printsWhatTheEmbeddedCollectorReceivedAndLosesNothing() throws Exception {
    Ended ended = ServiceProcess.run(folder, Map.of(), ServiceProcess.IMAGES, thumbnails);

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).contains("Jobs:       5 completed, 1 failed");
    Matcher counts = counts(ended);
    assertThat(counts.group(1)).isNotEqualTo("0").isEqualTo(counts.group(2));
    assertThat(counts.group(3)).isEqualTo("0");
    assertThat(ended.out()).contains("Collector:  " + counts.group(1) + " received");
    int blank = ended.out().indexOf("");
    assertThat(ended.out().subList(0, blank)).hasSize(Integer.parseInt(counts.group(1)));
  }

  @Test
  void everyPrintedLineOfAJobHasItsIds() throws Exception {
    Ended ended =
        ServiceProcess.run(folder, Map.of("MACHINE_ID", "vm-7"), ServiceProcess.IMAGES, thumbnails);

    List<Matcher> lines =
        ended.out().stream()
            .filter(line -> line.matches("[0-9:.]{15} .*") && !line.contains("vm-7/dispatcher "))
            .map(JOB_LINE::matcher)
            .toList();
    assertThat(lines).isNotEmpty().allMatch(Matcher::matches);
    Map<String, List<Matcher>> byJob =
        lines.stream().collect(groupingBy(line -> line.group(2), toList()));
    assertThat(byJob).hasSize(6);
    assertThat(byJob.values())
        .allSatisfy(
            job ->
                assertThat(job)
                    .map(line -> line.group(3) + line.group(4) + line.group(7))
                    .containsOnly("vm-7" + job.get(0).group(4) + job.get(0).group(7)));
    assertThat(byJob.values()).map(job -> job.get(0).group(7)).doesNotHaveDuplicates();
    assertThat(lines.stream().filter(line -> line.group(5).equals("job_failed")))
        .singleElement()
        .satisfies(line -> assertThat(line.group(6)).containsPattern(REASON));
  }

  @Test
  void makesAThumbnailOfEachImageThatCanBeRead() throws Exception {
    ServiceProcess.run(folder, Map.of(), ServiceProcess.IMAGES, thumbnails);

    Map<String, List<Integer>> sizes = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(thumbnails)) {
      for (Path file : files.sorted().toList()) {
        BufferedImage image = ImageIO.read(file.toFile());
        sizes.put(file.getFileName().toString(), List.of(image.getWidth(), image.getHeight()));
      }
    }
    assertThat(sizes)
        .containsExactly(
            Map.entry("lighthouse.png.thumb.png", List.of(73, 128)),
            Map.entry("mountains.jpg.thumb.png", List.of(128, 85)),
            Map.entry("pennant.png.thumb.png", List.of(90, 60)),
            Map.entry("rings.png.thumb.png", List.of(128, 128)),
            Map.entry("sunset.jpg.thumb.png", List.of(128, 128)));
  }

  @Test
  void sendsEveryEventToTheCollectorOfTheEnvironment() throws Exception {
    Queue<CollectedEvent> events = new ConcurrentLinkedQueue<>();
    Ended ended = runWithCollector(events);

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).isEmpty();
    Matcher counts = counts(ended);
    assertThat(counts.group(1)).isEqualTo(counts.group(2)).isEqualTo("" + events.size());
    assertThat(events).map(event -> event.fields().get("run_id")).containsOnly(first(events));
    assertThat(events.stream().map(event -> event.fields().get("seq")))
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(1, events.size()).boxed().toList());
    assertThat(events)
        .map(event -> event.fields().get("event_type"))
        .contains("machine_started", "service_startup", "health_check", "service_shutdown");
  }

  @Test
  void printsALineForEachJobWhereTheEventsGoElsewhere() throws Exception {
    Ended ended = runWithCollector(new ConcurrentLinkedQueue<>());

    int blank = ended.out().indexOf("");
    assertThat(ended.out().subList(0, blank))
        .hasSize(6)
        .allMatch(line -> line.matches("[0-9a-f]{4}-[a-z-]+\\.(png|jpg) (completed|failed: .*)"));
    assertThat(ended.out()).noneMatch(line -> line.startsWith("Collector:"));
  }

  @Test
  void eachJobHasExactlyOneLife() throws Exception {
    Queue<CollectedEvent> events = new ConcurrentLinkedQueue<>();
    runWithCollector(events);

    Map<Object, List<CollectedEvent>> jobs = byJob(events);
    assertThat(jobs).hasSize(6);
    jobs.forEach(
        (job, told) -> {
          boolean corrupt = job.toString().contains("corrupt");
          assertThat(told)
              .as("%s", job)
              .map(event -> event.fields().getOrDefault("event_type", "a plain line"))
              .containsExactlyElementsOf(
                  corrupt
                      ? List.of("job_received", "job_started", "job_progress", "job_failed")
                      : List.of(
                          "job_received",
                          "job_started",
                          "job_progress",
                          "a plain line",
                          "job_progress",
                          "job_progress",
                          "job_completed"));
        });
  }

  @Test
  void eachEventOfAJobHasItsIds() throws Exception {
    Queue<CollectedEvent> events = new ConcurrentLinkedQueue<>();
    runWithCollector(events, "MACHINE_ID", "vm-7");

    Map<Object, List<CollectedEvent>> jobs = byJob(events);
    jobs.forEach(
        (job, told) -> {
          assertThat(told.stream().map(event -> event.fields().get("trace_id")).distinct())
              .as("%s", job)
              .singleElement()
              .asString()
              .matches("[0-9a-f]{32}");
          assertThat(told.stream().map(event -> event.fields().get("worker_id")).distinct())
              .singleElement()
              .isIn("worker-1", "worker-2");
          assertThat(told)
              .allSatisfy(
                  event ->
                      assertThat(event.fields())
                          .containsEntry("machine_id", "vm-7")
                          .containsEntry("service_type", "thumbnail")
                          .containsEntry("connector_id", "thumbnail-local")
                          .containsEntry("workflow_id", "thumbnails")
                          .hasEntrySatisfying(
                              "session_id", id -> assertThat(id.toString()).startsWith("batch-")));
        });
    assertThat(jobs.values().stream().map(told -> told.get(0).fields().get("trace_id")))
        .doesNotHaveDuplicates()
        .contains("4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @Test
  void theEndOfAJobSaysWhatCameOfIt() throws Exception {
    Queue<CollectedEvent> events = new ConcurrentLinkedQueue<>();
    runWithCollector(events);

    assertThat(events.stream().filter(event -> isOfType("job_completed", event)))
        .hasSize(5)
        .allSatisfy(
            event ->
                assertThat(event.fields())
                    .containsKeys("duration_ms", "output_size", "width", "height")
                    .containsEntry("output_count", 1L)
                    .containsEntry("job_status", "completed"));
    assertThat(events.stream().filter(event -> isOfType("job_failed", event)))
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.fields())
                    .containsKeys("duration_ms", "stack_trace")
                    .containsEntry("exception_type", "java.io.IOException")
                    .containsEntry("job_status", "failed")
                    .hasEntrySatisfying(
                        "error_message",
                        message -> assertThat(message.toString()).matches(REASON)));
  }

  @Test
  void doesItsWorkAndSaysOnceThatNobodyListens() throws Exception {
    Ended ended;
    // Bound and not listening: the port refuses connections, and is nobody else's meanwhile.
    try (Socket refusing = new Socket()) {
      refusing.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
      Map<String, String> environment =
          Map.of("FLUENTD_HOST", "127.0.0.1", "FLUENTD_PORT", "" + refusing.getLocalPort());
      ended = ServiceProcess.run(folder, environment, ServiceProcess.IMAGES, thumbnails);
    }

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).filteredOn(line -> line.contains("Cannot deliver")).hasSize(1);
    assertThat(ended.err()).allMatch(line -> line.startsWith("Warning: "));
    assertThat(ended.out()).contains("Jobs:       5 completed, 1 failed");
    Matcher counts = counts(ended);
    assertThat(counts.group(1)).isNotEqualTo("0").isEqualTo(counts.group(3));
    assertThat(counts.group(2)).isEqualTo("0");
  }

  @Test
  void failsWhereTheAppenderRefusesTheEnvironment() throws Exception {
    Map<String, String> environment =
        Map.of("FLUENTD_HOST", "127.0.0.1", "FLUENTD_PROTOCOL", "carrier-pigeon");
    Ended ended = ServiceProcess.run(folder, environment, ServiceProcess.IMAGES, thumbnails);

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .anyMatch(line -> line.startsWith("Warning: ") && line.contains("pigeon"));
    assertThat(ended.out()).contains("Events:     none sent, the appender was not started");
  }

  @Test
  void refusesAFolderThatDoesNotExist() throws Exception {
    Path missing = folder.resolve("missing");
    Ended ended = ServiceProcess.run(folder, Map.of(), missing, thumbnails);

    assertUsage(ended, "The folder of images cannot be read: " + missing);
    assertThat(thumbnails).doesNotExist();
  }

  @Test
  void refusesAFolderWithoutImages() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Ended ended = ServiceProcess.run(folder, Map.of(), empty, thumbnails);

    assertUsage(ended, "The folder holds no .png, .jpg or .jpeg file: " + empty);
  }

  @Test
  void refusesAFolderForThumbnailsThatIsAFile() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Ended ended = ServiceProcess.run(folder, Map.of(), ServiceProcess.IMAGES, file);

    assertUsage(ended, "The folder for thumbnails cannot be made: " + file);
  }

  @Test
  void refusesOneArgument() throws Exception {
    Ended ended = ServiceProcess.run(folder, Map.of(), ServiceProcess.IMAGES);

    assertUsage(ended, "2 or 3 arguments are needed, 1 are given");
  }

  private Ended runWithCollector(Queue<CollectedEvent> events, String... variables)
      throws IOException, InterruptedException {
    try (ForwardCollector collector = ForwardCollector.start(0, events::add)) {
      Map<String, String> environment = new LinkedHashMap<>();
      environment.put("FLUENTD_HOST", "127.0.0.1");
      environment.put("FLUENTD_PORT", "" + collector.port());
      for (int i = 0; i < variables.length; i += 2) {
        environment.put(variables[i], variables[i + 1]);
      }
      Ended ended = ServiceProcess.run(folder, environment, ServiceProcess.IMAGES, thumbnails);
      assertThat(collector.problems()).isEmpty();
      return ended;
    }
  }

  private static Matcher counts(Ended ended) {
    return ended.out().stream()
        .map(COUNTS::matcher)
        .filter(Matcher::matches)
        .reduce(
            (one, other) -> {
              throw new AssertionError("the counts are printed twice");
            })
        .orElseThrow(() -> new AssertionError("no counts in " + ended));
  }

  private static Map<Object, List<CollectedEvent>> byJob(Queue<CollectedEvent> events) {
    return events.stream()
        .filter(event -> event.fields().containsKey("job_id"))
        .collect(groupingBy(event -> Objects.requireNonNull(event.fields().get("job_id"))));
  }

  private static Object first(Queue<CollectedEvent> events) {
    return Objects.requireNonNull(events.element().fields().get("run_id"));
  }

  private static boolean isOfType(String type, CollectedEvent event) {
    return type.equals(event.fields().get("event_type"));
  }

  private static void assertUsage(Ended ended, String problem) {
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).hasSize(2);
    assertThat(ended.err().get(0)).startsWith(problem);
    assertThat(ended.err().get(1)).startsWith("Usage: WorkerService ");
  }
}
