package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A job has one end, whatever happens. */
@ExtendWith(NoLeaks.class)
class JobEndsTest {

  @RegisterExtension final EventRecorder events = new EventRecorder();

  @TempDir Path directory;

  private ConnectorLogger.Builder builder() {
    return events.builder().machineId("machine-a").workerId("worker-1");
  }

  @Test
  void aHandlerThatIsInterruptedOrCancelledHasItsJobCancelled() {
    for (Exception thrown :
        List.of(new InterruptedException("stop"), new CancellationException("stop"))) {
      assertThatThrownBy(
              () ->
                  events
                      .worker()
                      .withJobContext(
                          "job-1",
                          job -> {
                            throw thrown;
                          }))
          .isSameAs(thrown);
    }
    assertThat(events.each("event_type"))
        .containsExactly(
            "job_received",
            "job_started",
            "job_cancelled",
            "job_received",
            "job_started",
            "job_cancelled");
    assertThat(events.all().get(2))
        .containsEntry("reason", "interrupted")
        .containsEntry("exception_type", "java.lang.InterruptedException");
  }

  @Test
  void aSecondEndIsMarkedAndCounted() {
    ConnectorLogger worker = events.worker();
    try (JobLogger job = worker.withJobContext("job-1")) {
      job.jobStarted();
      job.jobCompleted();
      job.jobFailed("late");
      job.jobProgress(e -> e.progress(100));
    }
    assertThat(events.each("illegal_transition"))
        .containsExactly(
            "-", "-", "job_failed after job_completed", "job_progress after job_completed");
    assertThat(events.each("event_type"))
        .containsExactly("job_started", "job_completed", "job_failed", "job_progress");
    assertThat(worker.counts().illegalTransitions()).isEqualTo(2);
  }

  @Test
  void theLatestProgressIsToldBeforeTheEnd() {
    ConnectorLogger worker = builder().progressInterval(Duration.ofHours(1)).build();
    worker.withJobContext(
        "job-1",
        job -> {
          for (int i = 0; i < 10; i++) {
            int percent = i;
            job.jobProgress(e -> e.progress(percent).field("of", "the caller"));
          }
        });
    assertThat(events.each("event_type"))
        .containsExactly(
            "job_received", "job_started", "job_progress", "job_progress", "job_completed");
    assertThat(events.all().get(3))
        .containsEntry("progress", 9.0)
        .containsEntry("of", "the caller");
    assertThat(worker.counts().progressCoalesced()).isEqualTo(8);
  }

  @Test
  void progressThatIsHeldIsToldWithoutAnotherCall() {
    ConnectorLogger worker = builder().progressInterval(Duration.ofMillis(1)).build();
    try (JobLogger job = worker.withJobContext("job-1")) {
      for (int i = 1; i <= 1000; i++) {
        int percent = i;
        job.jobProgress(e -> e.progress(percent));
      }
      await().until(() -> events.each("progress").contains(1000.0));
      assertThat(events.all()).allSatisfy(e -> assertThat(e).containsEntry("job_id", "job-1"));
      job.jobCompleted();
    }
  }

  @Test
  void anAttemptAfterARetryIsTheNext() {
    JobContext context = JobContext.builder("job-1").attempt(3).build();
    try (JobLogger job = events.worker().withJobContext(context)) {
      job.jobReceived();
      job.jobRetried();
      job.jobReceived();
      job.jobCompleted();
      assertThat(job.jobContext().attempt()).isEqualTo(4);
      events.library().info("of a library");
    }
    assertThat(events.each("attempt")).containsExactly(3, 3, 4, 4, 4);
  }

  @Test
  void aJobWhoseLoggerIsDroppedHasFailed() {
    open();
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              System.gc();
              return events.all().size() == 2;
            });
    assertThat(events.ofType("job_failed"))
        .containsEntry("job_id", "job-1")
        .containsEntry("error_message", "the job's logger was dropped without an end")
        .containsKey("duration_ms");
  }

  private void open() {
    try (JobLogger job = events.worker().withJobContext("job-1")) {
      job.jobStarted();
    }
  }

  @Test
  void openJobsAreCancelledOnDemandAndOthersLeftAlone() {
    ConnectorLogger worker = builder().exitGrace(Duration.ZERO).build();
    try (JobLogger ended = worker.withJobContext("ended");
        JobLogger open = worker.withJobContext("open");
        JobLogger untold = worker.withJobContext("untold")) {
      ended.jobStarted();
      ended.jobCompleted();
      open.jobStarted();
      ConnectorLogger.cancelOpenJobs();
      ConnectorLogger.cancelOpenJobs();
      assertThat(untold.jobContext().jobId()).isEqualTo("untold");
    }
    assertThat(events.ofType("job_cancelled"))
        .containsEntry("job_id", "open")
        .containsEntry("reason", "the worker has stopped");
    assertThat(events.all()).hasSize(4);
  }

  @Test
  void aJobThatEndsWithinTheGraceIsNotCancelled() throws Exception {
    ConnectorLogger worker = builder().exitGrace(Duration.ofMinutes(1)).build();
    JobLogger job = worker.withJobContext("job-1");
    job.close();
    job.jobStarted();
    CountDownLatch begun = new CountDownLatch(1);
    Thread stopping =
        new Thread(
            () -> {
              begun.countDown();
              ConnectorLogger.cancelOpenJobs();
            });
    stopping.start();
    begun.await();
    await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
    job.jobCompleted();
    stopping.join(30_000);
    assertThat(stopping.isAlive()).isFalse();
    assertThat(events.each("event_type")).containsExactly("job_started", "job_completed");
  }

  @Test
  void aJobThatIsTakenUpDuringTheGraceHasAnEndToo() throws Exception {
    JobLogger first =
        builder().exitGrace(Duration.ofMinutes(1)).build().withJobContext("taken before");
    first.close();
    first.jobStarted();
    Thread stopping = new Thread(ConnectorLogger::cancelOpenJobs);
    stopping.start();
    await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);

    JobLogger second = builder().exitGrace(Duration.ZERO).build().withJobContext("taken meanwhile");
    second.close();
    second.jobStarted();
    first.jobCompleted();
    stopping.join(30_000);

    assertThat(stopping.isAlive()).isFalse();
    assertThat(events.ofType("job_cancelled")).containsEntry("job_id", "taken meanwhile");
    assertThat(events.each("event_type"))
        .containsExactly("job_started", "job_started", "job_completed", "job_cancelled");
    assertThat(second.jobContext().jobId()).isEqualTo("taken meanwhile");
  }

  /** A worker that is stopped in the middle of a job. */
  static final class StoppedWorker {
    public static void main(String[] args) throws InterruptedException {
      ConnectorLogger worker =
          ConnectorLogger.builder()
              .machineId("machine-a")
              .workerId("worker-1")
              .exitGrace(Duration.ofMillis(Long.parseLong(args[0])))
              .listener(event -> System.out.println("listener: " + event.eventType()))
              .build();
      // As a signal does: the hooks run while this thread is in its job.
      Thread exiting = new Thread(() -> System.exit(0));
      JobAction<InterruptedException> handler =
          job -> {
            exiting.start();
            if (args.length == 1) {
              exiting.join();
            }
          };
      worker.withJobContext("job-1", handler);
    }
  }

  @Test
  void anExitInTheMiddleOfAJobCancelsIt() throws Exception {
    ChildJvm.Result result = ChildJvm.whole().run(directory, Map.of(), StoppedWorker.class, "0");
    assertThat(result.lines())
        .filteredOn(line -> line.startsWith("listener: "))
        .containsExactly(
            "listener: job_received", "listener: job_started", "listener: job_cancelled");
  }

  @Test
  void anExitLetsAJobEndWithinItsGrace() throws Exception {
    ChildJvm.Result result =
        ChildJvm.whole().run(directory, Map.of(), StoppedWorker.class, "30000", "ends");
    assertThat(result.lines())
        .filteredOn(line -> line.startsWith("listener: "))
        .containsExactly(
            "listener: job_received", "listener: job_started", "listener: job_completed");
  }
}
