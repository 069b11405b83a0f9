package io.emp.logging.fluent;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.spi.ContextAware;
import io.emp.logging.FieldWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** All that exists between a start and a stop of the appender, put together. */
final class Engine {

  /** A disk that takes longer must not hold up the start of the host. */
  private static final Duration LONGEST_START = Duration.ofSeconds(2);

  /**
   * Of the time that a stop may take, this much at the most is for ending, and not for delivery.
   */
  private static final Duration LONGEST_END = Duration.ofMillis(250);

  /** While the disk fails, events wait in so much memory at the most. */
  private static final long MAX_DEGRADED_BYTES = 64L * 1024 * 1024;

  private final FluentSettings settings;
  private final RunId run = RunId.random();
  private final FieldWriter.Pool<MessagePackWriter> writers =
      new FieldWriter.Pool<>(() -> new MessagePackWriter(run.hex()));
  private final ChunkBuffer buffer;
  private final ChunkSender sender;
  private final BooleanSupplier isAllDurable;
  private final @Nullable JobJournal journal;
  private final Delivery delivery;
  private final DeliveryReport report;
  private final DeliveryThread deliveryThread;
  private final ChunkSupplyThread supplyThread;

  Engine(FluentSettings settings, ContextAware status) {
    this.settings = settings;
    EngineClock clock = EngineClock.SYSTEM;
    BufferSettings bufferSettings = settings.buffer();
    StoreReport storeReport = new StoreReport(status);
    MemoryChunkStore memory = new MemoryChunkStore(bufferSettings.chunkBytes());
    ChunkStore store = memory;
    ChunkBuffer.Emergency emergency = memory::allocateInHeap;
    BooleanSupplier allDurable = () -> false;
    Path directory = bufferSettings.directory();
    journal = directory == null ? null : new JobJournal(clock);
    if (directory != null && journal != null) {
      DegradingChunkStore degrading =
          new DegradingChunkStore(
              new MappedChunkStore(
                  directory, run, bufferSettings.chunkBytes(), storeReport, journal, clock),
              memory,
              maxInMemory(bufferSettings),
              storeReport,
              clock);
      store = degrading;
      emergency = degrading::allocateInMemory;
      allDurable = degrading::isAllOnDisk;
    }
    isAllDurable = allDurable;
    buffer = new ChunkBuffer(run, bufferSettings, store, emergency, clock);
    sender = Senders.of(settings.transport(), clock);
    report = new DeliveryReport(status, sender::target, buffer::snapshot, clock);
    delivery =
        new Delivery(
            buffer,
            sender,
            report,
            run,
            Sinks.refused(directory, run),
            Sinks.fallback(settings.fallback()),
            clock,
            () -> ThreadLocalRandom.current().nextDouble());
    deliveryThread = new DeliveryThread(delivery, buffer.queue(), sender, store, report);
    ChunkSupply supply =
        new ChunkSupply(buffer, store, storeReport, bufferSettings.forceInterval(), clock);
    supplyThread = new ChunkSupplyThread(supply, buffer.pool(), store, storeReport);
  }

  private static int maxInMemory(BufferSettings buffer) {
    return (int)
        Math.max(2, Math.min(buffer.maxChunks(), MAX_DEGRADED_BYTES / buffer.chunkBytes()));
  }

  void start() {
    buffer.queue().expectAdoption();
    deliveryThread.start();
    supplyThread.start(LONGEST_START);
  }

  /** What people are told at the start. */
  String describe() {
    BufferSettings bufferSettings = settings.buffer();
    Path directory = bufferSettings.directory();
    return "Delivers to "
        + sender.target()
        + " with tag "
        + bufferSettings.tag()
        + "; run_id "
        + run.hex()
        + ", buffer of "
        + bufferSettings.maxChunks()
        + " chunks of "
        + bufferSettings.chunkBytes()
        + " bytes in "
        + (directory == null ? "memory" : directory)
        + ".";
  }

  /** Takes an event, or drops and counts it. Never throws. */
  void append(ILoggingEvent event) {
    if (EngineThread.isCurrent()) {
      return;
    }
    try {
      MessagePackWriter writer = encoded(event);
      if (writer == null) {
        buffer.notEncoded();
      } else {
        append(event, writer);
        writers.giveBack(writer);
      }
    } catch (Throwable t) {
      // Not even the lock could be had, for want of memory or at the end of the stack: nothing that
      // could be done here would do better.
    }
  }

  private void append(ILoggingEvent event, MessagePackWriter writer) {
    String type = writer.eventType();
    if (journal != null) {
      journal.appending(event, type);
    }
    buffer.append(writer, Importance.of(event.getLevel(), type));
    if (journal != null) {
      journal.appended(event, type);
    }
  }

  /** Null where there is no memory, or the thread is being stopped. */
  private @Nullable MessagePackWriter encoded(ILoggingEvent event) {
    try {
      MessagePackWriter writer = writers.take();
      writer.write(event);
      return writer;
    } catch (Throwable t) {
      return null;
    }
  }

  DeliverySnapshot snapshot() {
    return buffer.snapshot();
  }

  /**
   * For the exit of the JVM: delivers what is there until {@code shutdownTimeout}, and goes on
   * taking events, since other exit hooks may log. What is not delivered then stays on disk, or is
   * counted.
   */
  void drain() {
    buffer.queue().flush();
    deliveryThread.hurry();
    boolean drained = false;
    try {
      drained = buffer.queue().awaitEmpty(drainTime().toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!drained) {
      if (isAllDurable.getAsBoolean()) {
        report.exits();
      } else {
        end(Duration.ZERO);
      }
    }
  }

  /** Takes no more events, delivers what is there until {@code shutdownTimeout}, and ends. */
  void stop() {
    end(drainTime());
  }

  private void end(Duration drainTime) {
    long deadline = System.nanoTime() + drainTime.toNanos() + endTime().toNanos();
    delivery.tellLosses();
    buffer.queue().close();
    deliveryThread.stop(drainTime, endTime().dividedBy(2));
    supplyThread.stop(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    report.stopped();
  }

  private Duration drainTime() {
    return settings.shutdownTimeout().minus(endTime());
  }

  private Duration endTime() {
    Duration tenth = settings.shutdownTimeout().dividedBy(10);
    return tenth.compareTo(LONGEST_END) < 0 ? tenth : LONGEST_END;
  }
}
