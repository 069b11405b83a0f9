package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrashNoticeTest {

  private static final Path DOCS = Path.of("..", "docs");

  private final CrashNotice notice = new CrashNotice(new OwnEvents(Entries.RUN));

  private JsonNode record(long lastSeenMillis) throws IOException {
    OpenJob job = new OpenJob(Jobs.context("job-1"), Jobs.STARTED);
    MessagePackWriter entry = notice.encode(job, lastSeenMillis);
    entry.complete(7, entry.epochNanos());
    return new ObjectMapper().readTree(Entries.decode(entry).asArrayValue().get(1).toJson());
  }

  @Test
  void itIsARecordAsTheSchemaSays() throws Exception {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(DOCS.resolve("wire-format.schema.json")));

    assertThat(schema.validate(record(Jobs.SEEN))).isEmpty();
    assertThat(schema.validate(record(-1))).isEmpty();
  }

  @Test
  void itsFieldsStandInTheOrderOfAllRecords() throws Exception {
    List<String> names = new ArrayList<>();
    record(Jobs.SEEN).fieldNames().forEachRemaining(names::add);

    assertThat(names)
        .containsExactly(
            "timestamp",
            "level",
            "message",
            "logger",
            "thread",
            "trace_id",
            "span_id",
            "trace_flags",
            "job_id",
            "workflow_id",
            "attempt",
            "machine_id",
            "worker_id",
            "component",
            "event_type",
            "job_status",
            "duration_ms",
            "error_type",
            "error_message",
            "run_id",
            "seq",
            "last_seen");
  }

  @Test
  void aClockThatWasSetBackMakesNoNegativeDuration() throws Exception {
    assertThat(record(Jobs.STARTED - 1).get("duration_ms").asLong()).isZero();
  }

  @Test
  void theDocumentNamesWhatItSays() throws Exception {
    assertThat(Files.readString(DOCS.resolve("wire-format.md")))
        .contains("`worker_crash`", "`last_seen`");
  }
}
