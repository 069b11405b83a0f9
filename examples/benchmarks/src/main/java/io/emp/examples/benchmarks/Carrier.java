package io.emp.examples.benchmarks;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.helpers.NOPAppender;
import ch.qos.logback.core.util.FileSize;
import io.emp.logging.fluent.DeliverySnapshot;
import io.emp.logging.fluent.FluentAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import net.logstash.logback.appender.LogstashTcpSocketAppender;
import net.logstash.logback.appender.listener.TcpAppenderListener;
import net.logstash.logback.encoder.LogstashEncoder;
import org.fluentd.logger.FluentLogger;
import org.komamitsu.fluency.Fluency;
import org.komamitsu.fluency.fluentd.FluencyBuilderForFluentd;

/** What brings events from a Logback logger to a collector. */
enum Carrier {
  NONE("no appender") {
    @Override
    Route route(int port, long bufferBytes, Path directory) {
      return new Route(new NOPAppender<>(), () -> true, () -> 0, () -> {});
    }
  },

  MEMORY("FluentAppender, memory") {
    @Override
    Route route(int port, long bufferBytes, Path directory) {
      return ours(port, bufferBytes, new FluentAppender());
    }
  },

  DISK("FluentAppender, disk") {
    @Override
    Route route(int port, long bufferBytes, Path directory) {
      FluentAppender appender = new FluentAppender();
      appender.setBufferDirectory(directory.toString());
      return ours(port, bufferBytes, appender);
    }
  },

  FLUENCY("Fluency with acks") {
    @Override
    Route route(int port, long bufferBytes, Path directory) {
      FluencyBuilderForFluentd builder = new FluencyBuilderForFluentd();
      builder.setAckResponseMode(true);
      builder.setMaxBufferSize(bufferBytes);
      Fluency fluency = builder.build("127.0.0.1", port);
      AtomicLong refused = new AtomicLong();
      Appender<ILoggingEvent> appender =
          new UnsynchronizedAppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
              try {
                fluency.emit(TAG, MessagePackPeer.time(event), EventMap.of(event));
              } catch (IOException e) {
                // Its buffer is full.
                refused.incrementAndGet();
              }
            }
          };
      return new Route(
          appender, () -> fluency.getBufferedDataSize() == 0, refused::get, fluency::close);
    }
  },

  FLUENT_LOGGER("fluent-logger-java") {
    @Override
    Route route(int port, long bufferBytes, Path directory) {
      FluentLogger client =
          FluentLogger.getLogger(null, "127.0.0.1", port, 3_000, (int) bufferBytes);
      AtomicLong refused = new AtomicLong();
      Appender<ILoggingEvent> appender =
          new UnsynchronizedAppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
              if (!client.log(TAG, EventMap.of(event), event.getInstant().getEpochSecond())) {
                refused.incrementAndGet();
              }
            }
          };
      return new Route(appender, () -> true, refused::get, client::close);
    }
  },

  LOGSTASH("logstash TCP appender") {
    @Override
    Route route(int port, long bufferBytes, Path directory) {
      LogstashTcpSocketAppender appender = new LogstashTcpSocketAppender();
      appender.addDestination("127.0.0.1:" + port);
      LogstashEncoder encoder = new LogstashEncoder();
      appender.setEncoder(encoder);
      AtomicLong refused = new AtomicLong();
      appender.addListener(
          new TcpAppenderListener<>() {
            @Override
            public void eventAppendFailed(
                Appender<ILoggingEvent> full, ILoggingEvent event, Throwable reason) {
              refused.incrementAndGet();
            }
          });
      return new Route(appender, () -> true, refused::get, () -> {});
    }
  };

  static final String TAG = "emp.worker";

  final String library;

  Carrier(String library) {
    this.library = library;
  }

  /**
   * Makes a way to a collector on this machine.
   *
   * @param bufferBytes what it may keep, where it has a bounded buffer of bytes
   * @param directory for files, empty
   */
  abstract Route route(int port, long bufferBytes, Path directory);

  boolean isOurs() {
    return this == MEMORY || this == DISK;
  }

  /**
   * A way that is there.
   *
   * @param appender not started yet
   * @param isEmpty whether it has nothing left to send
   * @param lost how many events it did not take, or dropped, as far as it says so
   * @param end stops what stopping the appender does not
   */
  record Route(
      Appender<ILoggingEvent> appender, BooleanSupplier isEmpty, LongSupplier lost, End end) {}

  /** Ends a client. */
  interface End {
    void close() throws IOException;
  }

  private static Route ours(int port, long bufferBytes, FluentAppender appender) {
    appender.setHost("127.0.0.1");
    appender.setPort(port);
    appender.setBufferSize(new FileSize(bufferBytes));
    appender.setShutdownTimeout(ch.qos.logback.core.util.Duration.buildBySeconds(1));
    return new Route(
        appender,
        () -> counts(appender).pending() == 0,
        () -> counts(appender).droppedTotal(),
        () -> {});
  }

  private static DeliverySnapshot counts(FluentAppender appender) {
    return Objects.requireNonNull(appender.snapshot(), "the appender has not started");
  }
}
