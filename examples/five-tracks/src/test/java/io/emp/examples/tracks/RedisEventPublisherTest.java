package io.emp.examples.tracks;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emp.logging.ConnectorLogger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

class RedisEventPublisherTest {

  private static final String STREAM = "test:events";

  @RegisterExtension static final RedisServer REDIS = new RedisServer();

  @Test
  void aJobsEventsAreInTheStreamWithTheirFields() {
    try (RedisClient redis = REDIS.client()) {
      ConnectorLogger logger = logger(redis);
      logger.withJobContext(
          "job-1",
          job -> {
            job.jobCompleted(e -> e.outputCount(4));
          });
      await().atMost(ofSeconds(30)).until(() -> redis.xlen(STREAM) == 3);
      List<StreamEntry> entries = redis.xrange(STREAM, (StreamEntryID) null, (StreamEntryID) null);
      assertThat(entries)
          .extracting(entry -> entry.getFields().get("event_type"))
          .containsExactly("job_received", "job_started", "job_completed");
      Map<String, String> end = entries.get(2).getFields();
      assertThat(end)
          .containsEntry("job_id", "job-1")
          .containsEntry("output_count", "4")
          .containsEntry("job_status", "completed")
          .containsKeys("timestamp", "trace_id", "duration_ms");
    }
  }

  @Test
  void aRedisThatIsAwayHarmsNoJobAndIsCounted() {
    RedisClient away = RedisClient.create(RedisServer.HOST, 1);
    try (away) {
      ConnectorLogger logger = logger(away);
      assertThat(logger.<String, RuntimeException>withJobContext("job-1", job -> "done"))
          .isEqualTo("done");
      await().atMost(ofSeconds(30)).until(() -> logger.counts().listenerFailed() == 3);
    }
  }

  private static ConnectorLogger logger(RedisClient redis) {
    return ConnectorLogger.builder()
        .machineId("machine-a")
        .workerId("worker-1")
        .listener(new RedisEventPublisher(redis, STREAM))
        .build();
  }
}
