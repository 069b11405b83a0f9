package io.emp.logging.fluent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells downstream, by an event {@code service_event_refused}, that an entry is about to be set
 * aside, which is also how to find out whether the collector takes anything at all. One that takes
 * this notice and not the entry has something against the entry; one that takes neither refuses
 * everything, and the entry is kept.
 *
 * <p>The notice goes to the collector directly, ahead of what waits in the buffer.
 */
final class RefusalNotice {

  static final String EVENT_TYPE = "service_event_refused";

  private final ChunkBuffer buffer;
  private final OwnEvents events;
  private final ChunkSender sender;
  private final RunId run;

  private @Nullable MessagePackWriter entry;
  private String tag = "";
  private long notices;

  RefusalNotice(ChunkBuffer buffer, OwnEvents events, ChunkSender sender, RunId run) {
    this.buffer = buffer;
    this.events = events;
    this.sender = sender;
    this.run = run;
  }

  /** Sends the notice; returns where the collector has taken it. */
  void send(String toTag, Throwable refusal) throws IOException {
    MessagePackWriter notice = entry;
    if (notice == null) {
      tag = toTag;
      notice =
          events.encode(
              EVENT_TYPE,
              "The collector refuses an event, which is set aside unless it is taken now",
              Map.of("refusal", String.valueOf(refusal.getMessage())));
      buffer.admitOutside(notice);
      entry = notice;
      notices++;
    }
    send(notice);
  }

  /** Whether there is a notice that the collector did not take. */
  boolean isUntold() {
    return entry != null;
  }

  /** Sends one that was not taken again. */
  void sendAgain() throws IOException {
    MessagePackWriter notice = entry;
    if (notice != null) {
      send(notice);
    }
  }

  private void send(MessagePackWriter notice) throws IOException {
    ByteBuffer packed = ByteBuffer.wrap(notice.buffer(), 0, notice.length()).slice();
    sender.send(new Batch(tag, id(), 1, packed));
    entry = null;
    buffer.ackedOutside(notice.length(), sender.target());
  }

  /** Unlike any chunk's: these count from zero. */
  private String id() {
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(16).putLong(run.low()).putLong(-notices).array());
  }

  /** A notice that was not taken is given up. */
  void drop(DropReason reason) {
    MessagePackWriter notice = entry;
    entry = null;
    if (notice != null) {
      buffer.droppedOutside(notice.length(), reason);
    }
  }
}
