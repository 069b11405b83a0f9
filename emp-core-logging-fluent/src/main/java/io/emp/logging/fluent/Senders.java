package io.emp.logging.fluent;

import java.util.List;
import java.util.function.Function;

/** Makes the sender that the settings ask for. */
final class Senders {

  private Senders() {}

  /** A sender that has connected to nothing yet. */
  static ChunkSender of(TransportSettings settings, EngineClock clock) {
    Function<Endpoint, ChunkSender> sender =
        switch (settings.protocol()) {
          case FORWARD -> endpoint -> new ForwardSender(endpoint, settings);
          case HTTP -> endpoint -> new HttpSender(endpoint, settings);
          case FLUENT_LOGGER -> endpoint -> new FluentLoggerSender(endpoint, settings);
        };
    List<ChunkSender> senders = settings.endpoints().stream().map(sender).toList();
    return senders.size() == 1 ? senders.get(0) : new FailoverSender(senders, clock);
  }
}
