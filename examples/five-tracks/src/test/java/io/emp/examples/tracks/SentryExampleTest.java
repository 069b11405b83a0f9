package io.emp.examples.tracks;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class SentryExampleTest {

  @TempDir Path directory;

  @Test
  void whatFailsInAJobIsInSentryWithTheJobsIdsAsTags() throws Exception {
    try (SentryEndpoint sentry = new SentryEndpoint()) {
      ExampleProcess.run(
          SentryExample.class, "sentry-example.xml", Map.of("SENTRY_DSN", sentry.dsn()), directory);
      await().atMost(ofSeconds(30)).until(() -> sentry.events().size() == 2);
      JsonNode first = sentry.events().get(0).path("tags");
      for (JsonNode event : sentry.events()) {
        JsonNode tags = event.path("tags");
        assertThat(tags.path("job_id").asText()).isEqualTo("job-12345");
        assertThat(tags.path("machine_id").asText()).isEqualTo("machine-a");
        assertThat(tags.path("worker_id").asText()).isEqualTo("worker-1");
        assertThat(tags.path("trace_id").asText()).matches("[0-9a-f]{32}");
        assertThat(tags.path("trace_id")).isEqualTo(first.path("trace_id"));
      }
    }
  }
}
