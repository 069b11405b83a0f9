package io.emp.examples.benchmarks;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One event as an entry of the Forward protocol, by each library. */
@State(Scope.Thread)
@NullUnmarked // JMH sets the parameters, and calls the setup.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MessagePackEncoding {

  /** Whose encoder. */
  @Param public MessagePackPeer peer;

  /** Which event. */
  @Param public SampleEvent event;

  /** Whether its texts are the same each time. */
  @Param public Texts texts;

  private RecordEncoder encoder;
  private SampleEvent.Logged[] events;
  private int next;

  /** Makes the events and the encoder. */
  @Setup
  public void prepare() {
    encoder = peer.encoder();
    events = texts.of(event).toArray(new SampleEvent.Logged[0]);
  }

  /** One of them; there is a power of two. */
  @Benchmark
  public Object messagePack() {
    return encoder.encode(events[next++ & (events.length - 1)]);
  }
}
