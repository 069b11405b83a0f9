package io.emp.logging.fluent;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the events of one appender, in JMX: {@code
 * io.emp.logging:type=FluentAppender,name="…"}, with the appender's name. The attributes are those
 * of {@link DeliverySnapshot}; each is read by itself, so only a snapshot's numbers add up. It is
 * there from the start of the appender to its stop. Where two appenders of a name are started, the
 * later one has {@code run="…"}, with its run's id, besides.
 */
public interface DeliveryMXBean {

  /**
   * The identity of this run.
   *
   * @return {@code run_id} on the wire
   */
  String getRunId();

  /**
   * How many events there were.
   *
   * @return what the appender was handed, and what it adopted
   */
  long getAccepted();

  /**
   * How many events an earlier run had left in the buffer's directory.
   *
   * @return a part of those accepted
   */
  long getAdopted();

  /**
   * How many events a collector has acknowledged.
   *
   * @return a part of those accepted
   */
  long getAcked();

  /**
   * How many events were dropped.
   *
   * @return a count for each {@link DropReason}, by its name
   */
  Map<String, Long> getDropped();

  /**
   * How many events wait.
   *
   * @return a part of those accepted
   */
  long getPending();

  /**
   * How many bytes wait.
   *
   * @return encoded events, without what the buffer adds
   */
  long getPendingBytes();

  /**
   * How long the oldest chunk with an event that waits has been open.
   *
   * @return milliseconds; 0 where nothing waits
   */
  long getOldestPendingAgeMillis();

  /**
   * How many attempts to deliver failed, each of which is made again.
   *
   * @return a count since the start
   */
  long getRetried();

  /**
   * How much the buffer can hold.
   *
   * @return bytes of encoded events
   */
  long getCapacityBytes();

  /**
   * The collector that took the last batch.
   *
   * @return a URI without secrets; null before the first and while delivery fails
   */
  @Nullable String getEndpoint();
}
