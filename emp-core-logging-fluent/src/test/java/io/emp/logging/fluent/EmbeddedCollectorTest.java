package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The contract over the collector of the examples, in this process. */
class EmbeddedCollectorTest extends CollectorContract {

  @Override
  ContractCollector collector(Path directory) {
    return new EmbeddedCollector();
  }

  private static final class EmbeddedCollector implements ContractCollector {

    private final List<ReceivedEvent> received = new ArrayList<>();
    private @Nullable ForwardCollector collector;

    @Override
    public void start(int port) throws IOException {
      collector = ForwardCollector.start(port, this::take);
    }

    private void take(CollectedEvent event) {
      synchronized (received) {
        received.add(new ReceivedEvent(event.tag(), event.time(), event.fields()));
      }
    }

    @Override
    public void stop() {
      ForwardCollector running = collector;
      if (running != null) {
        running.close();
        // A client that goes away within a message is none; all else would be ours.
        assertThat(running.problems()).isEmpty();
      }
    }

    @Override
    public List<ReceivedEvent> received() {
      synchronized (received) {
        return List.copyOf(received);
      }
    }
  }
}
