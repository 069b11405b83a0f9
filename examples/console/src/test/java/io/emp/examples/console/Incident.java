package io.emp.examples.console;

import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.console.IncidentJob.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two hours of six machines, for the guide "Query and debug": eight workers render, four simulate.
 * One machine's memory is not given back, so that its jobs fail; one job is asked for too much; a
 * worker hangs, one is killed with its buffer on disk and one without; events are lost, told and
 * not told, and come twice. It is the same at each call, but for the time at which it ends.
 */
final class Incident {

  /** The end of the scene as the guide shows it. */
  static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

  static final String FAILED_JOB = "render-7332";
  static final String SLOW_JOB = "render-7345";

  private static final String STUCK_JOB = "sim-570";
  private static final String ABANDONED_JOB = "render-7310";
  private static final String CRASHED_JOB = "render-7219";
  private static final String JOB_WITH_DROPS = "render-7232";
  private static final String JOB_WITH_A_GAP = "sim-587";
  private static final String JOB_SENT_TWICE = "render-7100";

  /** When gpu-03 has the failed job again, in the place of this one. */
  private static final String REPLACED_JOB = "render-7341";

  private static final int FAILED_JOB_NUMBER = 532;
  private static final Duration LENGTH = Duration.ofHours(2);

  private final Instant now;
  private final Instant start;
  private final List<IncidentWorker> renderers;
  private final List<IncidentWorker> simulators;

  private Incident(Instant now) {
    this.now = now;
    this.start = now.minus(LENGTH);
    this.renderers = workers("gpu-0", 8, "comfyui", 0);
    this.simulators = workers("cpu-0", 4, "simulation", 8);
  }

  private List<IncidentWorker> workers(String machine, int count, String service, int firstRun) {
    List<IncidentWorker> workers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String worker = "worker-" + (i % 2 + 1);
      workers.add(new IncidentWorker(machine + (i / 2 + 1), worker, service, firstRun + i, start));
    }
    return workers;
  }

  /** What has arrived at a time, the end of the scene, in the order in which it did. */
  static List<IncidentWorker.Sent> until(Instant now) {
    Incident incident = new Incident(now);
    for (int i = 0; i < incident.renderers.size(); i++) {
      incident.render(i);
    }
    for (int i = 0; i < incident.simulators.size(); i++) {
      incident.simulate(i);
    }
    return Stream.concat(incident.renderers.stream(), incident.simulators.stream())
        .flatMap(worker -> worker.sent().stream())
        .filter(sent -> !sent.at().isAfter(now))
        .sorted(Comparator.comparing(IncidentWorker.Sent::at))
        .toList();
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

  /** A time of the day, where the scene ends at 10 o'clock. */
  private Instant at(int hour, int minute, int second) {
    return now.minusSeconds(36_000 - (hour * 3_600L + minute * 60L + second));
  }

  /** A job every 100 seconds. */
  private void render(int index) {
    IncidentWorker worker = renderers.get(index);
    boolean onIllMachine = worker.machine.equals("gpu-03");
    Instant illSince = at(9, 35, 0);
    if (onIllMachine) {
      worker.isIllSince(illSince);
    }
    for (int number = index; number < 576; number += 8) {
      Instant received = start.plusMillis(12_500L * number);
      String id = "render-" + (6800 + number);
      boolean ill = onIllMachine && received.isAfter(illSince);
      IncidentJob job =
          id.equals(REPLACED_JOB)
              ? new IncidentJob(worker, FAILED_JOB, FAILED_JOB_NUMBER, 2, received)
              : new IncidentJob(worker, id, number, 1, received);
      long waited = job.vary(1_500, 3_500) * (received.isAfter(at(9, 43, 0)) ? 9 : 1);
      if (id.equals(SLOW_JOB)) {
        renderTooMuch(job, waited);
        break;
      } else if (ill && (number % 5 < 3 || job.id.equals(FAILED_JOB))) {
        runOutOfMemory(job, waited);
      } else if (number % 41 == 17) {
        job.begin(waited, "steps", 25L, "width", 1023L, "height", 1024L);
        job.fail(Failure.VALIDATION);
      } else {
        job.begin(waited, "steps", 25L, "width", 1024L, "height", 1024L);
        render(job, ill ? 3 : 1);
      }
    }
    worker.healthChecksUntil(now);
  }

  private void render(IncidentJob job, int slowness) {
    if (job.id.equals(JOB_WITH_DROPS)) {
      job.worker.lose(57);
      job.pass(14_000);
      job.complete("output_count", 4L);
      job.worker.tellDropped(job.clock(), 57);
      return;
    }
    job.step("load model", 0, job.vary(1_800, 2_600) * slowness);
    job.line("info", "Model sdxl is loaded");
    job.step("sample", 10, job.vary(4_000, 5_200) * slowness);
    if (job.id.equals(CRASHED_JOB)) {
      job.worker.restart(at(9, 27, 24), at(9, 28, 2));
      job.pass(at(9, 28, 3));
      job.crashed(at(9, 27, 24));
      return;
    } else if (job.id.equals(ABANDONED_JOB)) {
      job.worker.restart(at(9, 46, 25), at(9, 47, 10));
      return;
    }
    job.step("sample", 50, job.vary(4_000, 5_200) * slowness);
    job.step("decode", 90, job.vary(900, 1_300));
    job.step("upload", 95, job.vary(500, 900));
    job.complete("output_count", 4L);
    if (job.id.equals(JOB_SENT_TWICE)) {
      job.worker.sendAgain(12);
    }
  }

  private static void runOutOfMemory(IncidentJob job, long waited) {
    job.begin(waited, "steps", 25L, "width", 1024L, "height", 1024L);
    job.step("load model", 0, 700);
    job.line("warn", "Model flux is unused and cannot be unloaded: 3 handles are open");
    job.pass(job.vary(21_000, 29_000));
    job.fail(Failure.MEMORY);
    if (job.id.equals(FAILED_JOB) && job.attempt == 1) {
      job.retry();
    }
  }

  private void renderTooMuch(IncidentJob job, long waited) {
    job.begin(waited, "steps", 1600L, "width", 1024L, "height", 1024L);
    job.step("load model", 0, 2_200);
    job.line("info", "Model sdxl is loaded");
    for (int percent = 10; job.clock().isBefore(now); percent += 2) {
      job.step("sample", percent, 15_000);
    }
  }

  /** A job every 150 seconds. */
  private void simulate(int index) {
    IncidentWorker worker = simulators.get(index);
    for (int number = index; number < 192; number += 4) {
      Instant received = start.plusMillis(37_500L * number);
      IncidentJob job =
          new IncidentJob(worker, "sim-" + (400 + number), 1_000 + number, 1, received);
      job.begin(job.vary(500, 1_500), "iterations", 2_000L);
      job.step("mesh", 0, job.vary(3_000, 5_000));
      job.step("solve", 10, job.vary(14_000, 18_000));
      if (job.id.equals(STUCK_JOB)) {
        job.step("solve", 35, 35_000);
        worker.hang(job.clock());
        return;
      } else if (number % 37 == 11) {
        job.fail(Failure.TIMEOUT);
        continue;
      } else if (job.id.equals(JOB_WITH_A_GAP)) {
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
}
