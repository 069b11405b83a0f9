package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeaks.class)
class JobEventListenerTest {

  @RegisterExtension final EventRecorder events = new EventRecorder();

  /** Keeps what it is told, on the caller's thread. */
  private static class Recording implements JobEventListener {
    final List<JobEvent> jobs = new CopyOnWriteArrayList<>();
    final List<ServiceEvent> services = new CopyOnWriteArrayList<>();
    volatile Thread thread = Thread.currentThread();

    @Override
    public void onJobEvent(JobEvent event) {
      thread = Thread.currentThread();
      jobs.add(event);
    }

    @Override
    public void onServiceEvent(ServiceEvent event) {
      services.add(event);
    }

    @Override
    public Dispatch dispatch() {
      return Dispatch.CALLER_THREAD;
    }
  }

  private ConnectorLogger worker(JobEventListener... listeners) {
    ConnectorLogger.Builder builder =
        events
            .builder()
            .machineId("machine-a")
            .workerId("worker-1")
            .progressInterval(Duration.ZERO);
    for (JobEventListener listener : listeners) {
      builder.listener(listener);
    }
    return builder.build();
  }

  @Test
  void aListenerIsToldOfAJobsLifeWithWhatTheWireHas() {
    Recording recording = new Recording();
    JobContext context = JobContext.builder("job-1").workflowId("wf-7").attempt(2).build();
    worker(recording)
        .withJobContext(
            context,
            job -> {
              job.jobProgress(e -> e.progress(50).executionStep("KSampler"));
              job.jobCompleted(
                  e -> e.duration(Duration.ofSeconds(3)).outputCount(4).field("seed", 42));
            });

    assertThat(recording.jobs)
        .extracting(JobEvent::type)
        .containsExactly(
            JobEvent.Type.RECEIVED,
            JobEvent.Type.STARTED,
            JobEvent.Type.PROGRESS,
            JobEvent.Type.COMPLETED);
    JobEvent progress = recording.jobs.get(2);
    assertThat(progress.progress()).isEqualTo(50.0);
    assertThat(progress.executionStep()).isEqualTo("KSampler");
    JobEvent end = recording.jobs.get(3);
    assertThat(end.job()).isSameAs(context);
    assertThat(end.jobId()).isEqualTo("job-1");
    assertThat(end.machineId()).isEqualTo("machine-a");
    assertThat(end.workerId()).isEqualTo("worker-1");
    assertThat(end.eventType()).isEqualTo("job_completed");
    assertThat(end.type().isEnd()).isTrue();
    assertThat(end.duration()).isEqualTo(Duration.ofSeconds(3));
    assertThat(end.illegalTransition()).isNull();
    assertThat(end.traceId()).isEqualTo(events.ofType("job_completed").get("trace_id"));
    Map<String, Object> onTheWire = events.ofType("job_completed");
    onTheWire.keySet().removeAll(List.of("timestamp", "logger", "thread"));
    assertThat(end.fields()).hasSize(onTheWire.size() + 1);
    onTheWire.forEach(
        (key, value) -> assertThat(end.fields().get(key)).hasToString(value.toString()));
  }

  @Test
  void anEventCannotBeChanged() {
    Recording recording = new Recording();
    worker(recording).withJobContext("job-1", job -> {});
    Map<String, Object> fields = recording.jobs.get(0).fields();
    assertThatThrownBy(() -> fields.put("job_id", "other"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aFailureBringsItsClassReasonAndThrowable() {
    Recording recording = new Recording();
    IOException thrown = new IOException("connection reset by peer");
    try (JobLogger job = worker(recording).withJobContext("job-1")) {
      job.jobFailed(thrown);
    }
    JobEvent failure = recording.jobs.get(0);
    assertThat(failure.errorType()).isEqualTo("network");
    assertThat(failure.errorMessage()).isEqualTo("connection reset by peer");
    assertThat(failure.thrown()).isSameAs(thrown);
  }

  @Test
  void serviceEventsHaveAMethodOfTheirOwn() {
    Recording recording = new Recording();
    ConnectorLogger worker = worker(recording);
    worker.machineStarted();
    worker.healthCheck("healthy");
    worker.serviceEvent("startup", "Up");
    worker.info("a plain line is no event");
    assertThat(recording.services)
        .extracting(ServiceEvent::eventType)
        .containsExactly("machine_started", "health_check", "service_startup");
    assertThat(recording.jobs).isEmpty();
  }

  @Test
  void eventsComeEvenWhereTheLoggingSystemDoesNotWriteThem() {
    events.logger().setLevel(Level.OFF);
    Recording recording = new Recording();
    worker(recording).withJobContext("job-1", job -> {});
    assertThat(events.all()).isEmpty();
    assertThat(recording.jobs).hasSize(3);
  }

  @Test
  void onTheCallersThreadMeansThat() {
    Recording recording = new Recording();
    worker(recording).withJobContext("job-1", job -> {});
    assertThat(recording.thread).isSameAs(Thread.currentThread());
  }

  @Test
  void inTheBackgroundMeansADaemonThreadOfTheListenersOwnAndTheOrderIsKept() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>();
    List<JobEvent.Type> types = new CopyOnWriteArrayList<>();
    CountDownLatch ended = new CountDownLatch(1);
    worker(
            event -> {
              thread.set(Thread.currentThread());
              types.add(event.type());
              if (event.type().isEnd()) {
                ended.countDown();
              }
            })
        .withJobContext("job-1", job -> {});
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(thread.get()).isNotSameAs(Thread.currentThread());
    assertThat(thread.get().isDaemon()).isTrue();
    assertThat(types)
        .containsExactly(JobEvent.Type.RECEIVED, JobEvent.Type.STARTED, JobEvent.Type.COMPLETED);
  }

  @Test
  void aListenerThatThrowsHarmsNeitherTheJobNorTheOthersAndIsCounted() {
    Recording recording = new Recording();
    Recording throwing =
        new Recording() {
          @Override
          public void onJobEvent(JobEvent event) {
            throw new StackOverflowError("listener");
          }
        };
    ConnectorLogger worker = worker(throwing, recording);
    String result = worker.withJobContext("job-1", job -> "done");
    assertThat(result).isEqualTo("done");
    assertThat(recording.jobs).hasSize(3);
    assertThat(events.all()).hasSize(3);
    assertThat(worker.counts().listenerFailed()).isEqualTo(3);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aListenerThatHangsDelaysNobodyAndMissesWhatItsQueueCannotHold() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch hangs = new CountDownLatch(1);
    AtomicInteger told = new AtomicInteger();
    ConnectorLogger worker =
        worker(
            event -> {
              told.incrementAndGet();
              hangs.countDown();
              awaitUninterruptibly(release);
            });
    try (JobLogger job = worker.withJobContext("job-1")) {
      job.jobReceived();
      assertThat(hangs.await(30, TimeUnit.SECONDS)).isTrue();
      int capacity = JobEventListener.Dispatch.QUEUE_CAPACITY;
      for (int i = 0; i < capacity; i++) {
        job.jobProgress(e -> e.progress(1));
      }
      long progressDropped = worker.counts().listenerDropped();
      assertThat(progressDropped).isEqualTo(capacity / 2 - 1);
      for (int i = 0; i < capacity; i++) {
        job.jobFailed("again");
      }
      assertThat(worker.counts().listenerDropped() - progressDropped).isEqualTo(capacity / 2 + 1);
    } finally {
      release.countDown();
    }
    await().until(() -> told.get() == 1 + JobEventListener.Dispatch.QUEUE_CAPACITY);
  }

  /** Named in META-INF/services of the other JVM. */
  public static final class OfClassPath extends Recording {
    @Override
    public void onServiceEvent(ServiceEvent event) {
      System.out.println("told of " + event.eventType());
    }
  }

  public static final class Main {
    public static void main(String[] arguments) {
      // As of a thread of a server's, which does not see the application.
      Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
      ConnectorLogger.builder()
          .machineId("m")
          .workerId("w")
          .build()
          .serviceEvent("warmed_up", "ready");
    }
  }

  @Test
  void thoseOfTheClassPathAreToldOfEventsThoughTheThreadDoesNotSeeThem(@TempDir Path directory)
      throws Exception {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.write(
        services.resolve(JobEventListener.class.getName()),
        List.of("no.such.Listener", OfClassPath.class.getName()));
    ChildJvm.Result result =
        ChildJvm.whole().withDirectory(directory).run(directory, Map.of(), Main.class);
    assertThat(result.lines()).filteredOn(line -> line.startsWith("told of")).hasSize(1);
    assertThat(result.lines()).filteredOn(line -> line.contains("cannot be made")).hasSize(1);
  }

  @Test
  void whatAListenerTellsIsLoggedButGoesToNoListener() {
    AtomicReference<ConnectorLogger> worker = new AtomicReference<>();
    Recording echoing =
        new Recording() {
          @Override
          public void onJobEvent(JobEvent event) {
            super.onJobEvent(event);
            worker.get().serviceEvent("echo", "again");
            worker.get().withJobContext("echo-of-" + event.jobId()).jobReceived();
          }
        };
    worker.set(worker(echoing));
    try (JobLogger job = worker.get().withJobContext("job-1")) {
      job.jobReceived();
    } finally {
      JobLogger left = JobScope.currentJob();
      if (left != null) {
        left.close();
      }
    }
    assertThat(echoing.jobs).hasSize(1);
    assertThat(echoing.services).isEmpty();
    assertThat(events.each("event_type"))
        .containsExactly("job_received", "service_echo", "job_received");
    assertThat(worker.get().counts().listenerDropped()).isEqualTo(2);
  }
}
