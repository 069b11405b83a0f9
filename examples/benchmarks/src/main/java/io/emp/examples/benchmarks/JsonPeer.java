package io.emp.examples.benchmarks;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import co.elastic.logging.logback.EcsEncoder;
import io.emp.logging.ConnectorJsonEncoder;
import io.emp.logging.JsonRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.logstash.logback.encoder.LogstashEncoder;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.layout.ByteBufferDestination;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;
import org.slf4j.LoggerFactory;

/** The libraries that write an event as one line of JSON. */
public enum JsonPeer {
  /** Ours, as an appender of our own uses it: into a buffer that is kept. */
  EMP("emp-core-logging") {
    @Override
    RecordEncoder encoder() {
      return RecordEncoder.of(JsonRecords.writer());
    }
  },

  /** Ours, as Logback's appenders use it: each line is an array of its own. */
  EMP_ENCODER("emp-core-logging, as Logback's Encoder") {
    @Override
    RecordEncoder encoder() {
      return ofLogback(new ConnectorJsonEncoder());
    }
  },

  /** Logback's own, which writes numbers as texts. */
  LOGBACK("Logback JsonEncoder") {
    @Override
    RecordEncoder encoder() {
      return ofLogback(new JsonEncoder());
    }
  },

  /** Its path for appenders of its own, into a stream. */
  LOGSTASH("logstash-logback-encoder") {
    @Override
    RecordEncoder encoder() {
      LogstashEncoder encoder = started(new LogstashEncoder());
      ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
      return new RecordEncoder() {
        @Override
        public Object encode(SampleEvent.Logged event) {
          out.reset();
          try {
            encoder.encode(event.logback(), out);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return out;
        }

        @Override
        public byte[] bytes(SampleEvent.Logged event) {
          encode(event);
          return out.toByteArray();
        }
      };
    }
  },

  /** Elastic's, which leaves key-values out. */
  ECS("ecs-logging") {
    @Override
    RecordEncoder encoder() {
      return ofLogback(new EcsEncoder());
    }
  },

  /** Of Log4j 2, in the form that its manual recommends. */
  LOG4J("Log4j 2 JsonTemplateLayout") {
    @Override
    RecordEncoder encoder() {
      JsonTemplateLayout layout =
          JsonTemplateLayout.newBuilder()
              .setConfiguration(new DefaultConfiguration())
              .setEventTemplateUri("classpath:EcsLayout.json")
              .build();
      Destination out = new Destination();
      return new RecordEncoder() {
        @Override
        public Object encode(SampleEvent.Logged event) {
          out.buffer.clear();
          layout.encode(event.log4j(), out);
          return out;
        }

        @Override
        public byte[] bytes(SampleEvent.Logged event) {
          encode(event);
          return Arrays.copyOf(out.buffer.array(), out.buffer.position());
        }
      };
    }
  };

  final String library;

  JsonPeer(String library) {
    this.library = library;
  }

  /** An encoder, made anew. */
  abstract RecordEncoder encoder();

  boolean isOurs() {
    return this == EMP || this == EMP_ENCODER;
  }

  /** Whether all that was logged is in the line. */
  boolean isWhole() {
    return this != ECS;
  }

  private static <E extends Encoder<ILoggingEvent>> E started(E encoder) {
    encoder.setContext((ch.qos.logback.core.Context) LoggerFactory.getILoggerFactory());
    encoder.start();
    return encoder;
  }

  private static RecordEncoder ofLogback(Encoder<ILoggingEvent> given) {
    Encoder<ILoggingEvent> encoder = started(given);
    return new RecordEncoder() {
      @Override
      public Object encode(SampleEvent.Logged event) {
        return encoder.encode(event.logback());
      }

      @Override
      public byte[] bytes(SampleEvent.Logged event) {
        return encoder.encode(event.logback());
      }
    };
  }

  /** Where Log4j's layouts write without an array for each line. */
  private static final class Destination implements ByteBufferDestination {
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

    @Override
    public ByteBuffer getByteBuffer() {
      return buffer;
    }

    @Override
    public ByteBuffer drain(ByteBuffer full) {
      throw new IllegalStateException("more than " + full.capacity() + " bytes");
    }

    @Override
    public void writeBytes(ByteBuffer data) {
      buffer.put(data);
    }

    @Override
    public void writeBytes(byte[] data, int offset, int length) {
      buffer.put(data, offset, length);
    }
  }
}
