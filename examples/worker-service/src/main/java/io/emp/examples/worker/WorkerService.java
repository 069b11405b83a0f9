package io.emp.examples.worker;

import io.emp.logging.ConnectorLogger;
import io.emp.logging.JobContext;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Makes a thumbnail of each image in a folder, on a few workers, and ends. Told a number of
 * seconds, it goes on for so long, and takes its time, so that a person can watch its jobs.
 *
 * <p>With {@code FLUENTD_HOST} set, the events go to that collector, and a line for each job is
 * printed. Without, a collector runs in this process and prints the events.
 *
 * <p>Exit codes: 0 when all events were delivered, 1 when not, 2 when the arguments are wrong.
 */
public final class WorkerService {

  private static final int WORKERS = 2;
  private static final int MAX_SECONDS = 3600;

  /**
   * What the first job was submitted with, by somebody who traces; the other jobs get a trace of
   * their own.
   */
  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final Path images;
  private final Path thumbnails;
  private final Pace pace;
  private final PrintStream out;
  private final String machineId = machineId();

  private WorkerService(Path images, Path thumbnails, Pace pace, PrintStream out) {
    this.images = images;
    this.thumbnails = thumbnails;
    this.pace = pace;
    this.out = out;
  }

  /**
   * Runs the service and ends the process.
   *
   * @param args see {@link #run(String[])}
   */
  public static void main(String[] args) throws Exception {
    System.exit(run(args));
  }

  /**
   * Runs the service.
   *
   * @param args the folder of the images, the folder for the thumbnails, and, for a service that
   *     goes on, for how many seconds, up to {@value #MAX_SECONDS}
   * @return the exit code
   */
  public static int run(String... args)
      throws IOException, InterruptedException, ExecutionException {
    try {
      if (args.length != 2 && args.length != 3) {
        throw new UsageException("2 or 3 arguments are needed, " + args.length + " are given");
      }
      Pace pace = new Pace(args.length == 2 ? Duration.ZERO : seconds(args[2]));
      return new WorkerService(Path.of(args[0]), Path.of(args[1]), pace, System.out).run();
    } catch (UsageException e) {
      System.err.println(e.getMessage());
      System.err.println(
          "Usage: WorkerService <folder of images> <folder for thumbnails> [<seconds>]");
      return 2;
    }
  }

  private static Duration seconds(String text) throws UsageException {
    try {
      int seconds = Integer.parseInt(text);
      if (seconds >= 0 && seconds <= MAX_SECONDS) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new UsageException("Not a number of seconds up to " + MAX_SECONDS + ": " + text);
  }

  private int run() throws UsageException, IOException, InterruptedException, ExecutionException {
    List<ThumbnailJob> jobs = jobs();
    try (Telemetry telemetry = Telemetry.start(out)) {
      List<JobResult> results = work(jobs, telemetry);
      var events = telemetry.stopLogging();
      Summary summary =
          new Summary(results, events, telemetry.isEmbedded() ? telemetry.received() : null);
      out.println();
      summary.lines().forEach(out::println);
      out.println("Thumbnails: " + thumbnails);
      return summary.allDelivered() ? 0 : 1;
    }
  }

  /** One job for each image. */
  private List<ThumbnailJob> jobs() throws UsageException {
    String batch = "%04x".formatted(ThreadLocalRandom.current().nextInt(1 << 16));
    List<ThumbnailJob> jobs = new ArrayList<>();
    for (Path image : imageFiles()) {
      JobContext context =
          JobContext.builder(batch + "-" + image.getFileName())
              .sessionId("batch-" + batch)
              .workflowId("thumbnails")
              .traceparent(jobs.isEmpty() ? TRACEPARENT : null)
              .build();
      jobs.add(
          new ThumbnailJob(
              context, image, thumbnails.resolve(image.getFileName() + ".thumb.png"), pace));
    }
    return jobs;
  }

  private List<Path> imageFiles() throws UsageException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(images)) {
      files = entries.filter(WorkerService::isImage).sorted().toList();
    } catch (IOException e) {
      throw new UsageException("The folder of images cannot be read: " + images + " (" + e + ")");
    }
    if (files.isEmpty()) {
      throw new UsageException("The folder holds no .png, .jpg or .jpeg file: " + images);
    }
    try {
      Files.createDirectories(thumbnails);
    } catch (IOException e) {
      throw new UsageException(
          "The folder for thumbnails cannot be made: " + thumbnails + " (" + e + ")");
    }
    return files;
  }

  private static boolean isImage(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).matches(".*\\.(png|jpe?g)");
  }

  /** Has the jobs done, and tells of the service's own life around them. */
  private List<JobResult> work(List<ThumbnailJob> jobs, Telemetry telemetry)
      throws UsageException, InterruptedException, ExecutionException {
    ConnectorLogger service = logger("dispatcher");
    service.machineStarted(e -> e.field("cpu_count", Runtime.getRuntime().availableProcessors()));
    service.serviceEvent("startup", "Thumbnail service started", e -> e.field("workers", WORKERS));
    service.healthCheck(
        "healthy", e -> e.field("free_disk_bytes", thumbnails.toFile().getUsableSpace()));

    Queue<JobResult> results = new ConcurrentLinkedQueue<>();
    Queue<ThumbnailJob> queue = new ConcurrentLinkedQueue<>(jobs);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> takeNoMore(queue), "take-no-more"));
    List<ThumbnailWorker> workers = new ArrayList<>();
    for (int i = 1; i <= WORKERS; i++) {
      ConnectorLogger logger = logger("worker-" + i);
      workers.add(
          new ThumbnailWorker(
              logger,
              queue,
              result -> {
                results.add(result);
                if (!telemetry.isEmbedded()) {
                  out.println(result);
                }
              }));
    }
    runAll(workers);
    while (pace.goesOn()) {
      queue.addAll(jobs());
      runAll(workers);
    }

    service.serviceEvent(
        "shutdown", "Thumbnail service stops", e -> e.field("jobs", results.size()));
    return List.copyOf(results);
  }

  /** So that the jobs in hand are the last ones, whose ends the logger tells before the exit. */
  private void takeNoMore(Queue<ThumbnailJob> queue) {
    pace.stop();
    queue.clear();
  }

  private static void runAll(List<ThumbnailWorker> workers)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(workers.size());
    try {
      for (Future<Void> worker : threads.invokeAll(workers)) {
        worker.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private ConnectorLogger logger(String workerId) {
    return ConnectorLogger.builder()
        .machineId(machineId)
        .workerId(workerId)
        .serviceType("thumbnail")
        .connectorId("thumbnail-local")
        .build();
  }

  /** The environment's, else the host's name: one for all loggers of the process. */
  private static String machineId() {
    String given = System.getenv("MACHINE_ID");
    if (given != null && !given.isBlank()) {
      return given;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
