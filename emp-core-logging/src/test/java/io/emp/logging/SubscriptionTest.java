package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SubscriptionTest {

  @RegisterExtension final EventRecorder events = new EventRecorder();

  private final Counters counters = new Counters();

  @Test
  void aCallThatTakesLongerThanTheLimitIsCountedAsSlow() {
    AtomicLong nanos = new AtomicLong();
    AtomicLong taken = new AtomicLong(TimeUnit.MILLISECONDS.toNanos(LoggerCounts.SLOW_MS));
    OnCallersThread listener = event -> nanos.addAndGet(taken.get());
    Subscription subscription =
        new Subscription(listener, counters, nanos::get, new ArrayBlockingQueue<>(1));
    JobEvent event = event();

    subscription.accept(event);
    assertThat(counters.snapshot().listenerSlow()).isZero();
    taken.incrementAndGet();
    subscription.accept(event);
    assertThat(counters.snapshot().listenerSlow()).isEqualTo(1);
  }

  @Test
  void anEventThatTheThreadHasTakenAndNotBegunWithIsAwaited() throws Exception {
    AtomicInteger told = new AtomicInteger();
    HoldingQueue queue = new HoldingQueue();
    Subscription subscription =
        new Subscription(event -> told.incrementAndGet(), counters, System::nanoTime, queue);
    JobEvent event = event();
    try {
      // The thread is made with the first, and takes the second off the queue.
      subscription.accept(event);
      subscription.accept(event);
      assertThat(queue.taken.await(30, TimeUnit.SECONDS)).isTrue();

      subscription.awaitEmpty(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));

      assertThat(told).hasValue(2);
    } finally {
      queue.another.countDown();
    }
  }

  /** Keeps what is taken from whoever takes it, until another comes. */
  private static final class HoldingQueue extends ArrayBlockingQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    final transient CountDownLatch taken = new CountDownLatch(1);
    final transient CountDownLatch another = new CountDownLatch(1);

    HoldingQueue() {
      super(10);
    }

    @Override
    public @Nullable Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
      Runnable task = super.poll(timeout, unit);
      if (task != null) {
        taken.countDown();
        another.await(30, TimeUnit.SECONDS);
      }
      return task;
    }

    @Override
    public boolean offer(Runnable task) {
      if (taken.getCount() == 0) {
        another.countDown();
      }
      return super.offer(task);
    }
  }

  private JobEvent event() {
    List<JobEvent> told = new ArrayList<>();
    OnCallersThread keeping = told::add;
    events
        .builder()
        .machineId("machine-a")
        .workerId("worker-1")
        .listener(keeping)
        .build()
        .withJobContext("job-1", job -> {});
    return told.get(0);
  }

  private interface OnCallersThread extends JobEventListener {
    @Override
    default Dispatch dispatch() {
      return Dispatch.CALLER_THREAD;
    }
  }
}
