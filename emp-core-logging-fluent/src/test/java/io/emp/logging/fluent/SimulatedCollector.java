package io.emp.logging.fluent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/**
 * A collector, and the network before it. It keeps what it gets, and knows which events it may have
 * got twice.
 */
final class SimulatedCollector implements ChunkSender {

  /** How it behaves for a while. */
  enum Mood {
    /** Takes all but poison. */
    WELL,
    /** Cannot be reached. */
    AWAY,
    /** Refuses whatever it gets. */
    REFUSING,
    /** Takes some, keeps some without saying so, and fails in between. */
    FLAKY
  }

  /** An event, as its identity on the wire has it. */
  record Identity(String run, long seq) {}

  static final String POISON = "poison";

  private static final Value EVENT_TYPE = ValueFactory.newString("event_type");

  private final Random random;
  private final ManualClock clock;

  Mood mood = Mood.WELL;
  final Set<String> messages = new HashSet<>();
  final Map<String, Integer> ownEvents = new HashMap<>();
  private final Map<Identity, Integer> times = new HashMap<>();
  private final Map<String, Long> lastNew = new HashMap<>();
  private final Set<Identity> mayBeTwice = new HashSet<>();

  SimulatedCollector(Random random, ManualClock clock) {
    this.random = random;
    this.clock = clock;
  }

  @Override
  public void send(Batch batch) throws IOException {
    clock.advanceNanos(random.nextInt(5_000_000));
    if (mood == Mood.AWAY) {
      throw new IOException("connection refused");
    }
    List<Value> records = Entries.records(List.of(batch));
    boolean poisoned = records.stream().anyMatch(record -> message(record).startsWith(POISON));
    if (mood == Mood.REFUSING || poisoned) {
      throw new RefusedException("refused", null);
    }
    int luck = mood == Mood.FLAKY ? random.nextInt(4) : 0;
    if (luck == 1) {
      throw new IOException("reset before anything arrived");
    }
    keep(records, luck == 2 || luck == 3);
    if (luck == 2) {
      throw new RefusedException("closed before it acknowledged", null);
    } else if (luck == 3) {
      throw new IOException("no acknowledgement");
    }
  }

  private void keep(List<Value> records, boolean unsaid) {
    for (Value record : records) {
      String run = Entries.field(record, "run_id").asStringValue().asString();
      long seq = Entries.field(record, "seq").asIntegerValue().toLong();
      Identity identity = new Identity(run, seq);
      boolean first = times.merge(identity, 1, Integer::sum) == 1;
      Value eventType = record.asMapValue().map().get(EVENT_TYPE);
      if (eventType != null) {
        ownEvents.merge(eventType.asStringValue().asString(), 1, Integer::sum);
      } else {
        messages.add(message(record));
        if (first) {
          requireOrder(identity);
        }
      }
      if (unsaid) {
        mayBeTwice.add(identity);
      }
    }
  }

  private void requireOrder(Identity identity) {
    Long last = lastNew.put(identity.run(), identity.seq());
    if (last != null && last > identity.seq()) {
      throw new OrderBroken(identity + " arrived after " + last);
    }
  }

  /** Events that arrived twice though nothing had gone wrong with their first arrival. */
  List<Identity> unexplainedDuplicates() {
    List<Identity> found = new ArrayList<>();
    times.forEach(
        (identity, count) -> {
          if (count > 1 && !mayBeTwice.contains(identity)) {
            found.add(identity);
          }
        });
    return found;
  }

  /** Without what only makes it long. */
  static String message(Value record) {
    return Entries.field(record, "message").asStringValue().asString().split(" ", 2)[0];
  }

  @Override
  public String target() {
    return "simulated://";
  }

  @Override
  public void close() {
    // The collector outlives those who send to it.
  }

  /** Not an exception: the engine under test would take it for the collector's. */
  static final class OrderBroken extends VirtualMachineError {
    private static final long serialVersionUID = 1L;

    OrderBroken(String message) {
      super(message);
    }
  }
}
