package io.emp.logging.fluent;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Sends one event to one endpoint, by the sender that the appender has. */
final class EndpointCheck implements Check {

  private static final Duration PROBE = Duration.ofSeconds(2);

  private final String appender;
  private final Endpoint endpoint;
  private final BufferSettings buffer;
  private final TransportSettings settings;

  /**
   * A check of one endpoint.
   *
   * @param most the most that is waited for each of a connection, its handshakes and an
   *     acknowledgement, where the settings allow more
   */
  EndpointCheck(String appender, Endpoint endpoint, FluentSettings settings, Duration most) {
    this.appender = appender;
    this.endpoint = endpoint;
    this.buffer = settings.buffer();
    this.settings = only(endpoint, settings.transport(), most);
  }

  private static TransportSettings only(Endpoint endpoint, TransportSettings all, Duration most) {
    return new TransportSettings(
        all.protocol(),
        List.of(endpoint),
        all.gzip(),
        min(all.connectTimeout(), most),
        min(all.ackTimeout(), most),
        all.maxConnectionAge(),
        all.tls(),
        all.credentials());
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  @Override
  public void run(Consumer<Finding> found) throws IOException {
    DoctorEvent event = DoctorEvent.make(buffer.tag(), buffer.chunkBytes());
    ChunkSender sender = Senders.of(settings, EngineClock.SYSTEM);
    String tried = "one event of appender " + appender + " to " + sender.target();
    long start = System.nanoTime();
    try (sender) {
      sender.send(event.batch());
      found.accept(taken(tried, event, Duration.ofNanos(System.nanoTime() - start)));
    } catch (IOException e) {
      PortProbe probe =
          new PortProbe(endpoint, settings, buffer.tag(), min(PROBE, settings.connectTimeout()));
      DeliveryFault fault = DeliveryFault.of(e, settings, probe);
      String seen = String.valueOf(e.getMessage());
      found.accept(
          new Finding(
              fault.diagnosis(),
              tried,
              fault.more().isEmpty() ? seen : seen + "; " + fault.more()));
    }
  }

  private Finding taken(String tried, DoctorEvent event, Duration time) {
    boolean confirmed = settings.protocol() != Protocol.FLUENT_LOGGER;
    return new Finding(
        confirmed ? Diagnosis.DELIVERED : Diagnosis.UNCONFIRMED,
        tried,
        (confirmed ? "acknowledged" : "handed to the system")
            + " after "
            + time.toMillis()
            + " ms: event_type "
            + DoctorEvent.EVENT_TYPE
            + ", run_id "
            + event.run().hex());
  }
}
