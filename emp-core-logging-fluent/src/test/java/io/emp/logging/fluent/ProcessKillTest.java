package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a log call has returned for survives the process, with a buffer on disk. */
@Timeout(180)
class ProcessKillTest {

  private static final int ROUNDS = 4;
  private static final int WORKERS = 2;

  @TempDir private Path directory;
  private final Set<String> messages = new HashSet<>();
  private final Map<String, String> byIdentity = new HashMap<>();

  @Test
  void processesThatAreKilledAtAnyMomentLoseNothing() throws Exception {
    long seed = Long.getLong("kill.seed", System.nanoTime());
    Random random = new Random(seed);
    Path buffer = directory.resolve("buffer");
    Map<String, Long> returned = new LinkedHashMap<>();
    int port = FreePort.find();
    for (int round = 0; round < ROUNDS; round++) {
      // In every other round there is nobody to deliver to.
      try (ForwardCollector collector =
          round % 2 == 0 ? null : ForwardCollector.start(port, this::take)) {
        List<LoggingProcess> workers = new ArrayList<>();
        try {
          for (int i = 0; i < WORKERS; i++) {
            workers.add(LoggingProcess.start(name(round, i), 0, buffer, port, directory));
          }
          for (int i = 0; i < WORKERS; i++) {
            LoggingProcess worker = workers.get(i);
            int enough = 1 + random.nextInt(20_000);
            await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> worker.returned() >= enough);
            worker.kill();
            returned.put(name(round, i), worker.returned());
          }
        } finally {
          workers.forEach(LoggingProcess::close);
        }
      }
    }
    try (ForwardCollector collector = ForwardCollector.start(port, this::take);
        LoggingProcess last = LoggingProcess.start("last", 10, buffer, port, directory)) {
      last.awaitEnd();
      returned.put("last", last.returned());
      assertThat(collector.problems()).isEmpty();
    }

    returned.forEach(
        (name, count) -> {
          for (long i = 0; i < count; i++) {
            assertThat(messages.contains(name + "-" + i))
                .as("%s-%d, of %d (kill.seed %d)", name, i, count, seed)
                .isTrue();
          }
        });
    assertThat(returned).containsEntry("last", 10L);
    try (Stream<Path> left = Files.list(buffer)) {
      assertThat(left).as("nothing is left in the buffer").isEmpty();
    }
  }

  private static String name(int round, int worker) {
    return "round" + round + "-worker" + worker;
  }

  private synchronized void take(CollectedEvent event) {
    String message = text(event, "message");
    messages.add(message);
    String identity = text(event, "run_id") + "/" + event.fields().get("seq");
    String before = byIdentity.putIfAbsent(identity, message);
    if (before != null && !before.equals(message)) {
      throw new IllegalStateException(identity + " is " + before + " and " + message);
    }
  }

  private static String text(CollectedEvent event, String field) {
    @Nullable Object value = event.fields().get(field);
    return String.valueOf(value);
  }
}
