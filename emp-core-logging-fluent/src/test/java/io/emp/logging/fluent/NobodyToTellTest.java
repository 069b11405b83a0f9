package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A status listener of the host's that throws, as all does where there is no memory. */
@Timeout(90)
class NobodyToTellTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final ContextAwareBase status = new ContextAwareBase();
  private final MemoryChunkStore memory =
      new MemoryChunkStore((int) FluentConfiguration.MIN_CHUNK_BYTES);

  NobodyToTellTest() {
    ContextBase context = new ContextBase();
    context
        .getStatusManager()
        .add(
            told -> {
              throw new IllegalStateException("a listener that throws");
            });
    status.setContext(context);
  }

  @Test
  void deliveryGoesOn() {
    ChunkBuffer buffer = buffer(memory);
    new ChunkSupply(buffer, memory, new StoreReport(status), null, EngineClock.SYSTEM).step();
    ScriptedSender sender = new ScriptedSender();
    sender.script.add(ScriptedSender.failing("away"));
    AtomicInteger asked = new AtomicInteger();
    DeliveryReport report =
        new DeliveryReport(
            status,
            sender::target,
            () -> {
              // Once for the failure, and once for the failure to tell it.
              if (asked.incrementAndGet() <= 2) {
                throw new IllegalStateException("no memory for a report");
              }
              return buffer.snapshot();
            },
            EngineClock.SYSTEM);
    Delivery delivery =
        new Delivery(
            buffer, sender, report, Entries.RUN, batch -> {}, null, EngineClock.SYSTEM, () -> 0);
    DeliveryThread thread = new DeliveryThread(delivery, buffer.queue(), sender, memory, report);
    thread.start();
    buffer.append(Entries.entry("one"), Importance.INFO);
    buffer.queue().close();
    thread.stop(LONG, LONG);

    assertThat(sender.messages()).containsExactly("one");
  }

  @Test
  void theSupplyGoesOnAndEnds() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    CountDownLatch askedAgain = new CountDownLatch(2);
    ChunkStore failing =
        new FailingChunkStore(
            () -> {
              askedAgain.countDown();
              throw new IllegalStateException("nothing can be made");
            }) {
          @Override
          public List<Chunk> adopted(long mostBytes) {
            askedAgain.countDown();
            throw new IllegalStateException("nothing can be adopted");
          }

          @Override
          public void close() {
            closed.countDown();
          }
        };
    ChunkBuffer buffer = buffer(failing);
    StoreReport report = new StoreReport(status);
    ChunkSupply supply = new ChunkSupply(buffer, failing, report, null, EngineClock.SYSTEM);
    ChunkSupplyThread thread = new ChunkSupplyThread(supply, buffer.pool(), failing, report);
    thread.start(Duration.ZERO);
    assertThat(askedAgain.await(60, TimeUnit.SECONDS)).isTrue();

    thread.stop(LONG);

    assertThat(closed.getCount()).isZero();
  }

  private static ChunkBuffer buffer(ChunkStore store) {
    return new ChunkBuffer(
        Entries.RUN,
        Entries.bufferSettings(8, Duration.ofMillis(1), Duration.ZERO),
        store,
        () -> null,
        EngineClock.SYSTEM);
  }
}
