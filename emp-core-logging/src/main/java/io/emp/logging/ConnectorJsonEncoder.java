package io.emp.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.util.Arrays;

/**
 * A Logback encoder that writes every SLF4J event as one JSON object on one line, in UTF-8, ended
 * by a line feed.
 *
 * <pre>{@code
 * <appender name="STDOUT" class="ch.qos.logback.core.ConsoleAppender">
 *   <encoder class="io.emp.logging.ConnectorJsonEncoder"/>
 * </appender>
 * }</pre>
 *
 * <p>The fields stand in a fixed order, which {@code docs/wire-format.md} gives with their types:
 * first the SDK's own, then the caller's key-values, then what else the MDC holds. No key appears
 * twice; the limits are those of {@link FieldWriter}. An event of {@link ConnectorLogger} and a
 * plain line of any library are written alike.
 *
 * <p>It has no properties. Any number of threads may encode at the same time; no thread waits for
 * another, but for the count that thins the stack traces of one error told again and again, see
 * {@link FieldWriter.Pool}.
 */
public final class ConnectorJsonEncoder extends EncoderBase<ILoggingEvent> {

  private static final byte[] NONE = new byte[0];

  private final FieldWriter.Pool<JsonWriter> writers = new FieldWriter.Pool<>(JsonWriter::new);

  /** An encoder, ready as it is. */
  public ConnectorJsonEncoder() {}

  @Override
  public byte[] headerBytes() {
    return NONE;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    JsonWriter writer = writers.take();
    try {
      writer.write(event);
      return Arrays.copyOf(writer.buffer(), writer.length());
    } finally {
      writers.giveBack(writer);
    }
  }

  @Override
  public byte[] footerBytes() {
    return NONE;
  }
}
