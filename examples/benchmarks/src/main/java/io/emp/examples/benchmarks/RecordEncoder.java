package io.emp.examples.benchmarks;

import io.emp.logging.FieldWriter;
import java.util.Arrays;

/** Encodes events in the quickest way that a library offers. For one thread. */
interface RecordEncoder {

  /** Something that depends on what was written, so that the JIT cannot leave it out. */
  Object encode(SampleEvent.Logged event);

  /** What is written, for people and tests. */
  byte[] bytes(SampleEvent.Logged event);

  /** Ours, into a buffer that is kept. */
  static RecordEncoder of(FieldWriter writer) {
    return new RecordEncoder() {
      @Override
      public Object encode(SampleEvent.Logged event) {
        writer.write(event.logback());
        return writer.buffer();
      }

      @Override
      public byte[] bytes(SampleEvent.Logged event) {
        encode(event);
        return Arrays.copyOf(writer.buffer(), writer.length());
      }
    };
  }
}
