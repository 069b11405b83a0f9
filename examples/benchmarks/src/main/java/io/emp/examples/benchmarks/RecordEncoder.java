package io.emp.examples.benchmarks;

/** Encodes events in the quickest way that a library offers. For one thread. */
interface RecordEncoder {

  /** Something that depends on what was written, so that the JIT cannot leave it out. */
  Object encode(SampleEvent.Logged event);

  /** What is written, for people and tests. */
  byte[] bytes(SampleEvent.Logged event);
}
