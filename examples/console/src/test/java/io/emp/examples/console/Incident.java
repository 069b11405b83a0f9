package io.emp.examples.console;

import io.emp.examples.collector.CollectedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Two hours of six machines, for the guide "Query and debug". Eight workers render, four simulate.
 * One machine's memory is not given back, so that its jobs fail; one job is slow; a worker hangs,
 * one is killed with its buffer on disk and one without; events are lost, told and not told, and
 * come twice. The same at each call, but for the time at which it ends.
 */
final class Incident {

  /** The end of the scene as the guide shows it. */
  static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

  static final String FAILED_JOB = "render-7332";
  static final String SLOW_JOB = "render-7345";
  static final String STUCK_JOB = "sim-570";

  private static final String ABANDONED_JOB = "render-7310";
  private static final String CRASHED_JOB = "render-7219";
  private static final String JOB_WITH_A_LOSS = "render-7232";
  private static final String JOB_ON_ITS_WAY = "sim-587";

  private static final Duration LENGTH = Duration.ofHours(2);
  private static final String RENDER = "comfyui";
  private static final String SIMULATE = "simulation";
  private static final String MEMORY_HASH = "b3f2c9d04e7a1586";
  private static final String VALIDATION_HASH = "41d07be29c55f8a3";
  private static final String TIMEOUT_HASH = "9e60a4c7d2138bf5";

  private static final String MEMORY_STACK =
      """
      com.example.render.GpuMemoryException: CUDA out of memory: 6.9 GB wanted, 0.9 GB free
      \tat com.example.render.ModelCache.load(ModelCache.java:131)
      \tat com.example.render.RenderJob.run(RenderJob.java:52)
      """;

  private final Instant start;
  private final Instant now;
  private final List<IncidentWorker> renderers = new ArrayList<>();
  private final List<IncidentWorker> simulators = new ArrayList<>();

  private Incident(Instant now) {
    this.now = now;
    this.start = now.minus(LENGTH);
    for (int i = 0; i < 8; i++) {
      renderers.add(worker("gpu-0" + (i / 2 + 1), i, RENDER));
    }
    for (int i = 0; i < 4; i++) {
      simulators.add(worker("cpu-0" + (i / 2 + 1), i, SIMULATE));
    }
  }

  private IncidentWorker worker(String machine, int number, String service) {
    int run = number + (service.equals(RENDER) ? 0 : 8);
    return new IncidentWorker(machine, "worker-" + (number % 2 + 1), service, run, start);
  }

  /** What arrives until a time, in the order in which it does. */
  static List<IncidentWorker.Sent> until(Instant now) {
    Incident incident = new Incident(now);
    for (int slot = 0; slot < incident.renderers.size(); slot++) {
      incident.render(slot);
    }
    for (int slot = 0; slot < incident.simulators.size(); slot++) {
      incident.simulate(slot);
    }
    List<IncidentWorker.Sent> all = new ArrayList<>();
    incident.renderers.forEach(worker -> all.addAll(worker.sent()));
    incident.simulators.forEach(worker -> all.addAll(worker.sent()));
    all.removeIf(sent -> sent.at().isAfter(now));
    all.sort(Comparator.comparing(IncidentWorker.Sent::at));
    return all;
  }

  /** Stores the scene as it arrives, a batch for every minute of it. */
  static void store(TestStore store, Instant now) {
    List<CollectedEvent> batch = new ArrayList<>();
    Instant end = now.minus(LENGTH);
    for (IncidentWorker.Sent sent : until(now)) {
      while (sent.at().isAfter(end)) {
        store(store, batch, end);
        end = end.plusSeconds(60);
      }
      batch.add(sent.event());
    }
    store(store, batch, now);
  }

  private static void store(TestStore store, List<CollectedEvent> batch, Instant at) {
    store.clock.advance(Duration.between(store.clock.instant(), at));
    if (!batch.isEmpty()) {
      store.intake.store(batch);
      batch.clear();
    }
  }

  private Instant at(int hour, int minute, int second) {
    return now.minus(
        Duration.between(
            Instant.parse("2026-11-25T%02d:%02d:%02dZ".formatted(hour, minute, second)), NOW));
  }

  private void render(int slot) {
    IncidentWorker worker = renderers.get(slot);
    boolean ill = worker.machine.equals("gpu-03");
    if (ill) {
      worker.isIllSince(at(9, 35, 0));
    }
    for (int round = 0; round < 72; round++) {
      int number = round * 8 + slot;
      Job job =
          new Job(
              worker,
              "render-" + (6800 + number),
              number,
              1,
              start.plusSeconds(100L * round + 12L * slot));
      job.waited = job.vary(1_500, 3_500) * (job.begin.isAfter(at(9, 43, 0)) ? 9 : 1);
      if (number == 541) {
        job = new Job(worker, FAILED_JOB, 532, 2, job.begin);
        job.waited = 21_400;
      }
      if (job.id.equals(SLOW_JOB)) {
        renderSlowly(job);
        break;
      }
      if (ill && job.begin.isAfter(at(9, 35, 0)) && (job.id.equals(FAILED_JOB) || number % 5 < 3)) {
        failForMemory(job);
      } else if (number % 41 == 17) {
        refuse(job);
      } else {
        renderWell(job, ill && job.begin.isAfter(at(9, 35, 0)) ? 3 : 1);
      }
      if (number == 300) {
        worker.sendAgain(12);
      }
    }
    worker.healthChecksUntil(now);
  }

  private void renderWell(Job job, int slower) {
    job.begin("steps", 25L, "width", 1024L, "height", 1024L);
    if (job.id.equals(JOB_WITH_A_LOSS)) {
      job.worker.lose(57);
      job.pass(14_000);
      job.complete();
      job.tell(
          "level",
          "warn",
          "logger",
          "io.emp.logging.fluent.FluentAppender",
          "message",
          "57 events were dropped before they were delivered",
          "event_type",
          "service_events_dropped",
          "dropped_events",
          57L,
          "dropped_buffer_full",
          57L);
      return;
    }
    job.step("load model", 0, job.vary(1_800, 2_600) * slower);
    job.line("info", "Model sdxl is loaded");
    if (job.id.equals(CRASHED_JOB)) {
      crash(job);
      return;
    }
    if (job.id.equals(ABANDONED_JOB)) {
      job.step("sample", 10, 9_000);
      job.worker.restart(at(9, 46, 25), at(9, 47, 10));
      return;
    }
    job.step("sample", 10, job.vary(4_000, 5_200) * slower);
    job.step("sample", 50, job.vary(4_000, 5_200) * slower);
    job.step("decode", 90, job.vary(900, 1_300));
    job.step("upload", 95, job.vary(500, 900));
    job.complete("output_count", 4L);
  }

  /** With a buffer on disk: the next start tells the end. */
  private void crash(Job job) {
    job.step("sample", 10, 4_600);
    job.worker.restart(at(9, 27, 24), at(9, 28, 2));
    job.pass(at(9, 28, 3));
    String message =
        "The worker ended without telling the end of the job; it was last seen at " + at(9, 27, 24);
    job.event(
        "level",
        "error",
        "logger",
        "io.emp.logging.fluent.FluentAppender",
        "message",
        message,
        "event_type",
        "job_failed",
        "job_status",
        "failed",
        "duration_ms",
        Duration.between(job.begin, at(9, 27, 24)).toMillis(),
        "error_type",
        "worker_crash",
        "error_message",
        message,
        "last_seen",
        at(9, 27, 24).toString());
  }

  private void failForMemory(Job job) {
    job.begin("steps", 25L, "width", 1024L, "height", 1024L);
    job.step("load model", 0, 700);
    job.line("warn", "Model flux is unused and cannot be unloaded: 3 handles are open");
    job.pass(job.vary(21_000, 29_000));
    job.fail(
        "memory",
        "CUDA out of memory: 6.9 GB wanted, 0.9 GB free",
        "com.example.render.GpuMemoryException",
        MEMORY_HASH,
        MEMORY_STACK);
    if (job.id.equals(FAILED_JOB) && job.attempt == 1) {
      job.pass(5);
      job.event(
          "level",
          "warn",
          "message",
          "Job retried",
          "event_type",
          "job_retried",
          "job_status",
          "received");
    }
  }

  private void refuse(Job job) {
    job.begin("steps", 25L, "width", 1023L, "height", 1024L);
    job.fail(
        "validation",
        "width is no multiple of 8: 1023",
        "java.lang.IllegalArgumentException",
        VALIDATION_HASH,
        "java.lang.IllegalArgumentException: width is no multiple of 8: 1023\n\tat com.example.render.RenderJob.check(RenderJob.java:77)\n");
  }

  /** Asked for sixty-four times as many steps as the others. */
  private void renderSlowly(Job job) {
    job.waited = 21_300;
    job.begin("steps", 1600L, "width", 1024L, "height", 1024L);
    job.step("load model", 0, 2_200);
    job.line("info", "Model sdxl is loaded");
    for (int percent = 10; job.clock.isBefore(now); percent += 2) {
      job.step("sample", percent, 15_000);
    }
    job.worker.healthChecksUntil(now);
  }

  private void simulate(int slot) {
    IncidentWorker worker = simulators.get(slot);
    for (int round = 0; round < 48; round++) {
      int number = round * 4 + slot;
      Job job =
          new Job(
              worker,
              "sim-" + (400 + number),
              1000 + number,
              1,
              start.plusSeconds(150L * round + 30L * slot));
      job.waited = job.vary(500, 1_500);
      job.begin("iterations", 2_000L);
      job.step("mesh", 0, job.vary(3_000, 5_000));
      if (job.id.equals(STUCK_JOB)) {
        job.step("solve", 12, 30_000);
        job.step("solve", 35, 35_000);
        worker.hang(job.clock);
        return;
      }
      job.step("solve", 10, job.vary(14_000, 18_000));
      if (number % 37 == 11) {
        job.fail(
            "timeout",
            "no convergence within 2000 iterations",
            "java.util.concurrent.TimeoutException",
            TIMEOUT_HASH,
            "java.util.concurrent.TimeoutException: no convergence within 2000 iterations\n\tat com.example.sim.Solver.solve(Solver.java:210)\n");
        continue;
      }
      if (job.id.equals(JOB_ON_ITS_WAY)) {
        worker.lose(3);
        job.pass(16_000);
      } else {
        job.step("solve", 55, job.vary(14_000, 18_000));
      }
      job.step("write", 95, job.vary(900, 1_500));
      job.complete("output_count", 1L);
    }
    worker.healthChecksUntil(now);
  }

  /** One attempt at a job by a worker, as time goes by. */
  private static final class Job {

    private final IncidentWorker worker;
    private final String id;
    private final long attempt;
    private final Instant begin;
    private final Object[] context;
    private final Random random;
    private Instant clock;
    private long waited;

    Job(IncidentWorker worker, String id, int number, int attempt, Instant begin) {
      this.worker = worker;
      this.id = id;
      this.attempt = attempt;
      this.begin = begin;
      this.clock = begin;
      this.random = new Random(number);
      this.context =
          new Object[] {
            "job_id",
            id,
            "trace_id",
            IncidentWorker.hex(5_000 + number),
            "session_id",
            "s-" + number / 16,
            "workflow_id",
            "wf-" + number / 4,
            "attempt",
            (long) attempt
          };
      random.nextInt();
    }

    long vary(int from, int to) {
      return random.nextInt(from, to);
    }

    void pass(long millis) {
      clock = clock.plusMillis(millis);
    }

    void pass(Instant to) {
      clock = to;
    }

    void begin(Object... inputs) {
      Object[] received = {
        "message",
        "Job received",
        "event_type",
        "job_received",
        "job_status",
        "received",
        "queue_wait_ms",
        waited
      };
      event(concat(received, inputs));
      pass(40);
      event("message", "Job started", "event_type", "job_started", "job_status", "processing");
      pass(10);
    }

    void step(String step, double percent, long millis) {
      event(
          "message",
          "Job progress",
          "event_type",
          "job_progress",
          "job_status",
          "processing",
          "progress",
          percent,
          "execution_step",
          step);
      pass(millis);
    }

    void line(String level, String message) {
      event("level", level, "logger", "com.example.render.ModelCache", "message", message);
    }

    void complete(Object... more) {
      Object[] completed = {
        "message",
        "Job completed",
        "event_type",
        "job_completed",
        "job_status",
        "completed",
        "duration_ms",
        took()
      };
      event(concat(completed, more));
      pass(1);
    }

    void fail(String type, String message, String exception, String hash, String stack) {
      event(
          "level",
          "error",
          "message",
          "Job failed",
          "event_type",
          "job_failed",
          "job_status",
          "failed",
          "duration_ms",
          took(),
          "error_type",
          type,
          "error_message",
          message,
          "exception_type",
          exception,
          "stack_trace",
          stack,
          "stack_hash",
          hash);
      pass(1);
    }

    private long took() {
      return Duration.between(begin, clock).toMillis() - 40;
    }

    void event(Object... namesAndValues) {
      worker.tell(clock, concat(context, namesAndValues));
    }

    void tell(Object... namesAndValues) {
      worker.tell(clock, namesAndValues);
    }

    private static Object[] concat(Object[] first, Object[] second) {
      Object[] both = Arrays.copyOf(first, first.length + second.length);
      System.arraycopy(second, 0, both, first.length, second.length);
      return both;
    }
  }
}
