package io.emp.logging;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class JobExecutorServiceTest {

  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

  /** Binds an entry of the MDC of the pooled thread. */
  private final TaskBinder binder =
      new TaskBinder() {
        @Override
        public Runnable wrap(Runnable task) {
          java.util.Objects.requireNonNull(task);
          return () -> {
            try (MDC.MDCCloseable bound = MDC.putCloseable("job_id", "job-1")) {
              task.run();
            }
          };
        }

        @Override
        public <T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
          java.util.Objects.requireNonNull(task);
          return () -> {
            try (MDC.MDCCloseable bound = MDC.putCloseable("job_id", "job-1")) {
              return task.call();
            }
          };
        }
      };

  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private final JobExecutorService bound = new JobExecutorService(pool, binder);

  @AfterEach
  void stop() throws InterruptedException {
    pool.shutdownNow();
    assertThat(pool.awaitTermination(20, SECONDS)).isTrue();
  }

  private String bound() {
    String job = String.valueOf(MDC.get("job_id"));
    ran.add(job);
    return job;
  }

  @Test
  void everyWayToHandOverATaskBindsIt() throws Exception {
    Collection<Callable<String>> tasks = List.of(this::bound, this::bound);
    bound.submit((Runnable) this::bound).get(20, SECONDS);
    assertThat(bound.submit(this::bound, "result").get(20, SECONDS)).isEqualTo("result");
    assertThat(bound.submit((Callable<String>) this::bound).get(20, SECONDS)).isEqualTo("job-1");
    for (Future<String> future : bound.invokeAll(tasks)) {
      assertThat(future.get()).isEqualTo("job-1");
    }
    for (Future<String> future : bound.invokeAll(tasks, 20, SECONDS)) {
      assertThat(future.get()).isEqualTo("job-1");
    }
    assertThat(bound.invokeAny(List.of((Callable<String>) this::bound))).isEqualTo("job-1");
    assertThat(bound.invokeAny(List.of((Callable<String>) this::bound), 20, SECONDS))
        .isEqualTo("job-1");
    CompletableFuture<String> future = new CompletableFuture<>();
    bound.execute(() -> future.complete(bound()));
    assertThat(future.get(20, SECONDS)).isEqualTo("job-1");
    assertThat(CompletableFuture.supplyAsync(this::bound, bound).get(20, SECONDS))
        .isEqualTo("job-1");
    assertThat(ran).hasSize(11).containsOnly("job-1");
  }

  @Test
  void nothingStaysOnThePooledThread() throws Exception {
    bound.submit((Runnable) this::bound).get(20, SECONDS);
    for (int i = 0; i < 4; i++) {
      assertThat(pool.submit(() -> String.valueOf(MDC.get("job_id"))).get(20, SECONDS))
          .isEqualTo("null");
    }
  }

  @Test
  void whatATaskThrowsIsTheFuturesAsBefore() {
    assertThatThrownBy(
            () ->
                bound
                    .submit(
                        () -> {
                          throw new IllegalStateException("task");
                        })
                    .get(20, SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("task");
  }

  @Test
  @SuppressWarnings("NullAway")
  void aNullTaskIsRefusedAsByAnyExecutor() {
    assertThatThrownBy(() -> bound.execute(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> bound.submit((Runnable) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> bound.invokeAll(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void itsLifeIsTheExecutors() throws Exception {
    CountDownLatch started = new CountDownLatch(2);
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 3; i++) {
      bound.execute(
          () -> {
            started.countDown();
            try {
              never.await();
            } catch (InterruptedException e) {
              ran.add("interrupted");
            }
          });
    }
    assertThat(started.await(20, SECONDS)).isTrue();
    assertThat(bound.isShutdown()).isFalse();
    assertThat(bound.shutdownNow()).hasSize(1);
    assertThat(bound.awaitTermination(20, SECONDS)).isTrue();
    assertThat(bound.isShutdown()).isTrue();
    assertThat(bound.isTerminated()).isTrue();
    assertThat(ran).containsExactly("interrupted", "interrupted");
    assertThatThrownBy(() -> bound.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void closingClosesTheExecutorInItsOwnWay() {
    bound.close();
    assertThat(pool.isShutdown()).isTrue();
    // From Java 19 the common pool's close does nothing, where the interface's would wait for ever.
    JobExecutorService common = new JobExecutorService(ForkJoinPool.commonPool(), binder);
    common.close();
    assertThat(common.isShutdown()).isFalse();
  }
}
