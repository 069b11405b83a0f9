package io.emp.logging.fluent;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one event that the doctor sends on each way, made as every event is: encoded, placed in a
 * chunk, and taken from there as a batch. Each has a run of its own, in which it is number 1, so
 * that downstream no loss seems to be there where one does not arrive.
 *
 * @param run its {@code run_id}
 * @param batch the event alone
 */
record DoctorEvent(RunId run, Batch batch) {

  static final String EVENT_TYPE = "service_doctor";
  private static final String COMPONENT = "doctor";
  private static final String MESSAGE = "The doctor asks whether events arrive";
  private static final List<String> IDENTITY =
      List.of("machine_id", "worker_id", "service_type", "connector_id", "service_instance_id");

  /**
   * Makes one.
   *
   * @param tag as the appender has it
   * @param chunkBytes as the appender has it
   */
  static DoctorEvent make(String tag, int chunkBytes) throws IOException {
    RunId run = RunId.random();
    Map<String, String> context = new LinkedHashMap<>(identity());
    context.put("component", COMPONENT);
    MessagePackWriter entry =
        new OwnEvents(run)
            .encode(Level.INFO, MESSAGE, context, Map.of("event_type", EVENT_TYPE), Map.of());
    new EntryOrder().place(entry);
    Chunk chunk = new Chunk(ByteBuffer.allocate(chunkBytes));
    chunk.open(run, 1, tag, System.currentTimeMillis());
    chunk.append(entry.buffer(), entry.length());
    return new DoctorEvent(run, chunk.nextBatch(1));
  }

  /** Who the environment says that this worker is: the fields that an event has for it. */
  static Map<String, String> identity() throws IOException {
    MessagePackWriter entry =
        new OwnEvents(RunId.random())
            .encode(Level.INFO, MESSAGE, Map.of(), Map.of("event_type", EVENT_TYPE), Map.of());
    RecordTree tree = new RecordTree();
    new MessagePackReader(ByteBuffer.wrap(entry.buffer(), 0, entry.length())).readEntry(tree);
    Map<String, @Nullable Object> record = tree.record();
    Map<String, String> identity = new LinkedHashMap<>();
    for (String field : IDENTITY) {
      if (record.get(field) instanceof String value) {
        identity.put(field, value);
      }
    }
    return identity;
  }
}
