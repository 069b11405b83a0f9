package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A worker that logs, dies, stops and starts again, before a collector that comes and goes and a
 * disk that fills up; one random sequence of all that for each seed, on one thread and by its own
 * clock. After each step the numbers have to add up; in the end each event has arrived, or has been
 * dropped for a reason that was counted.
 */
final class Simulation {

  private static final int CHUNK_BYTES = (int) FluentConfiguration.MIN_CHUNK_BYTES;
  private static final int STEPS = 400;

  private final Random random;
  private final ManualClock clock = new ManualClock();
  private final SimulatedCollector collector;
  private final @Nullable SimulatedDisk disk;
  private final int maxChunks;

  /** Of events that were dropped one by one, and counted. */
  private final Set<String> dropped = new HashSet<>();

  private final Set<String> handed = new HashSet<>();

  /** How many events could be gone with a process's memory, and were said to be. */
  private long lostWithMemory;

  private int runs;
  private Worker worker;

  Simulation(long seed) {
    random = new Random(seed);
    collector = new SimulatedCollector(random, clock);
    disk = random.nextInt(4) == 0 ? null : new SimulatedDisk(CHUNK_BYTES);
    maxChunks = 3 + random.nextInt(10);
    worker = new Worker();
  }

  void run() {
    for (int i = 0; i < STEPS; i++) {
      step();
      worker.requireSums();
    }
    end();
  }

  private void step() {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5 -> worker.log();
      case 6, 7, 8, 9, 10, 11, 12 -> worker.deliver();
      case 13, 14 -> worker.supply.step();
      case 15 -> clock.advance(Duration.ofMillis(random.nextInt(3_000)));
      case 16, 17 -> {
        SimulatedCollector.Mood[] moods = SimulatedCollector.Mood.values();
        collector.mood = moods[random.nextInt(moods.length)];
      }
      case 18 -> {
        if (disk != null) {
          disk.full = random.nextInt(3) == 0;
        }
      }
      default -> {
        if (random.nextInt(4) == 0) {
          worker.kill();
          worker = new Worker();
        } else if (random.nextInt(3) == 0) {
          worker.stop();
          worker = new Worker();
        }
      }
    }
  }

  private void end() {
    collector.mood = SimulatedCollector.Mood.WELL;
    worker.drain();
    worker.requireSums();
    assertThat(worker.buffer.snapshot().pending()).as("pending when all is well").isZero();

    Set<String> missing = new HashSet<>(handed);
    missing.removeAll(collector.messages);
    missing.removeAll(dropped);
    assertThat(missing.size())
        .as("events missing of which nobody said so: %s", missing)
        .isLessThanOrEqualTo((int) lostWithMemory);
    assertThat(collector.unexplainedDuplicates()).as("duplicates without a lost ack").isEmpty();
    if (disk != null) {
      worker.stop();
      worker = new Worker();
      assertThat(worker.buffer.snapshot().adopted()).as("left on disk at the end").isZero();
    }
  }

  /** One run of the worker's process. */
  private final class Worker {
    private final RunId run = new RunId(++runs, runs);
    private final ChunkStore store;
    private final ChunkBuffer buffer;
    private final ChunkSupply supply;
    private final Delivery delivery;
    private final MessagePackWriter writer = new MessagePackWriter(run.hex());

    Worker() {
      StoreReport report = new StoreReport(TestBuffer.status());
      MemoryChunkStore memory = new MemoryChunkStore(CHUNK_BYTES);
      ChunkBuffer.Emergency emergency = memory::allocateInHeap;
      if (disk == null) {
        store = memory;
      } else {
        DegradingChunkStore degrading =
            new DegradingChunkStore(disk.store(run), memory, 2, report, clock);
        store = degrading;
        emergency = degrading::allocateInMemory;
      }
      BufferSettings settings =
          Entries.bufferSettings(maxChunks, Duration.ofMillis(200), Duration.ZERO);
      buffer = new ChunkBuffer(run, settings, store, emergency, clock);
      supply = new ChunkSupply(buffer, store, report, null, clock);
      delivery =
          new Delivery(
              buffer,
              collector,
              new DeliveryReport(TestBuffer.status(), collector::target, buffer::snapshot, clock),
              run,
              this::dropped,
              random.nextBoolean() ? new Fallback(this::dropped, Duration.ofMinutes(1)) : null,
              clock,
              random::nextDouble);
      buffer.queue().expectAdoption();
      supply.adopt();
      supply.step();
    }

    private void dropped(Batch batch) {
      Entries.records(List.of(batch))
          .forEach(record -> dropped.add(SimulatedCollector.message(record)));
    }

    void log() {
      int events = 1 + random.nextInt(30);
      for (int i = 0; i < events; i++) {
        String kind = random.nextInt(500) == 0 ? SimulatedCollector.POISON : "event";
        String message = kind + "-" + handed.size();
        int size = random.nextInt(10) == 0 ? random.nextInt(40_000) : random.nextInt(300);
        handed.add(message);
        append(message, "x".repeat(size));
      }
    }

    private void append(String message, String padding) {
      Importance[] all = Importance.values();
      long before = buffer.snapshot().droppedTotal();
      long start = clock.nanoTime();
      writer.write(Entries.event(message + " " + padding));
      buffer.append(writer, all[random.nextInt(all.length)]);
      if (buffer.snapshot().droppedTotal() > before) {
        dropped.add(message);
      }
      assertThat(clock.nanoTime() - start)
          .as("nanoseconds that a log call waits")
          .isLessThanOrEqualTo(ChunkPool.GRACE_IN_MEMORY.toNanos());
    }

    void deliver() {
      int steps = 1 + random.nextInt(10);
      for (int i = 0; i < steps; i++) {
        long rest = delivery.step();
        if (rest != Delivery.IDLE && random.nextBoolean()) {
          clock.advanceNanos(rest);
        }
        requireSums();
      }
    }

    void drain() {
      buffer.queue().flush();
      for (int i = 0; i < 20_000; i++) {
        long rest = delivery.step();
        if (rest == Delivery.IDLE) {
          return;
        }
        clock.advanceNanos(rest);
      }
      throw new AssertionError("there is no end to it: " + buffer.snapshot());
    }

    void kill() {
      for (Chunk chunk : buffer.queue().remaining()) {
        lostWithMemory += store.isDurable(chunk) ? 0 : chunk.undelivered();
      }
    }

    void stop() {
      delivery.tellLosses();
      buffer.queue().close();
      deliver();
      long before = shutdownDrops();
      delivery.settle(store);
      store.close();
      lostWithMemory += shutdownDrops() - before;
      requireSums();
    }

    private long shutdownDrops() {
      return buffer.snapshot().dropped().getOrDefault(DropReason.SHUTDOWN, 0L);
    }

    void requireSums() {
      DeliverySnapshot counts = buffer.snapshot();
      assertThat(counts.acked() + counts.droppedTotal() + counts.pending())
          .as("%s", counts)
          .isEqualTo(counts.accepted());
      assertThat(counts.pending()).isNotNegative();
      assertThat(counts.pendingBytes() == 0).as("%s", counts).isEqualTo(counts.pending() == 0);
      if (disk != null) {
        // What earlier runs left is there besides, for as long as it is not delivered.
        assertThat(disk.chunks()).isLessThanOrEqualTo(2 * maxChunks + ChunkPool.SPARES);
      }
    }
  }
}
