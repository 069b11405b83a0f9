package io.emp.examples.benchmarks;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.emp.logging.fluent.MessagePackRecords;
import org.komamitsu.fluency.EventTime;
import org.komamitsu.fluency.fluentd.recordformat.FluentdRecordFormatter;

/** The libraries that write an event as an entry of the Forward protocol. */
public enum MessagePackPeer {
  /** Ours, into a buffer that is kept. */
  EMP("emp-core-logging-fluent") {
    @Override
    RecordEncoder encoder() {
      return RecordEncoder.of(MessagePackRecords.writer());
    }
  },

  /** Fluency's, of the map that it takes. */
  FLUENCY("Fluency") {
    @Override
    RecordEncoder encoder() {
      FluentdRecordFormatter formatter = new FluentdRecordFormatter();
      return new RecordEncoder() {
        @Override
        public Object encode(SampleEvent.Logged event) {
          return bytes(event);
        }

        @Override
        public byte[] bytes(SampleEvent.Logged event) {
          ILoggingEvent logged = event.logback();
          return formatter.format(Carrier.TAG, time(logged), EventMap.of(logged));
        }
      };
    }
  };

  final String library;

  MessagePackPeer(String library) {
    this.library = library;
  }

  /** An encoder, made anew. */
  abstract RecordEncoder encoder();

  static EventTime time(ILoggingEvent event) {
    return EventTime.fromEpochMilli(event.getTimeStamp());
  }
}
