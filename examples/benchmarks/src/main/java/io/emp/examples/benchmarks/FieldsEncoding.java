package io.emp.examples.benchmarks;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.emp.logging.FieldWriter;
import io.emp.logging.JsonRecords;
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

/** Ours as the key-values of an event become more. */
@State(Scope.Thread)
@NullUnmarked // JMH sets the parameters, and calls the setup.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FieldsEncoding {

  static final int[] COUNTS = {5, 10, 25, 50};

  /** How many key-values. */
  @Param("5")
  public int fields;

  private ILoggingEvent event;
  private FieldWriter writer;

  /** Makes the event and the writer. */
  @Setup
  public void prepare() {
    event = Sample.eventOf(fields);
    writer = JsonRecords.writer();
  }

  /** One line. */
  @Benchmark
  public Object json() {
    writer.write(event);
    return writer.buffer();
  }
}
