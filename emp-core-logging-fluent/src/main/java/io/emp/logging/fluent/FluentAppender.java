package io.emp.logging.fluent;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.util.FileSize;
import io.emp.logging.FieldWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A Logback appender that delivers every event to a Fluentd or Fluent Bit collector, by the Forward
 * protocol with acknowledgements.
 *
 * <pre>{@code
 * <appender name="FLUENTD" class="io.emp.logging.fluent.FluentAppender"/>
 * }</pre>
 *
 * <p>All properties are optional; a property that is set overrides the environment. {@code
 * docs/delivery.md} has the table of them.
 *
 * <p>A log call encodes the event and copies it into memory, on the calling thread: no I/O, no
 * wait. One daemon thread delivers, in order, and tries again until the collector has acknowledged;
 * an event may so arrive twice but, while there is room in the buffer, is not lost. {@code run_id}
 * and {@code seq} on each event show both downstream. When the buffer is full new events are
 * dropped and counted. {@link #stop} and the exit of the JVM deliver what is left, for {@code
 * shutdownTimeout} at the most; a process that is killed loses what is in its memory.
 *
 * <p>The appender logs nothing itself: it tells its troubles through Logback's status.
 */
public final class FluentAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

  private final Map<String, String> environment;
  private final LongSupplier nanoClock = System::nanoTime;

  private @Nullable String host;
  private @Nullable Integer port;
  private @Nullable String protocol;
  private @Nullable String tag;
  private Duration flushInterval = FluentSettings.DEFAULT_FLUSH_INTERVAL;
  private long chunkBytes = FluentSettings.DEFAULT_CHUNK_BYTES;
  private long bufferBytes = FluentSettings.DEFAULT_BUFFER_BYTES;
  private Duration ackTimeout = FluentSettings.DEFAULT_ACK_TIMEOUT;
  private Duration connectTimeout = FluentSettings.DEFAULT_CONNECT_TIMEOUT;
  private Duration shutdownTimeout = FluentSettings.DEFAULT_SHUTDOWN_TIMEOUT;

  private volatile @Nullable Run run;

  /** An appender that takes what is not set from the process's environment. */
  public FluentAppender() {
    this(System.getenv());
  }

  FluentAppender(Map<String, String> environment) {
    this.environment = environment;
  }

  /** All that exists between a start and a stop. */
  private record Run(
      FluentSettings settings,
      FieldWriter.Pool<MessagePackWriter> writers,
      ChunkBuffer buffer,
      Delivery delivery,
      DeliveryReport report,
      Thread exitHook) {}

  /** Starts delivery. Never throws for a bad property: it is told, and the default used. */
  @Override
  public void start() {
    if (isStarted()) {
      return;
    }
    FluentSettings settings = settings();
    if (settings == null) {
      return;
    }
    RunId id = RunId.random();
    ChunkBuffer buffer = new ChunkBuffer(id, settings, nanoClock);
    ChunkSender sender = new ForwardSender(settings);
    DeliveryReport report = new DeliveryReport(this, sender.target(), buffer::snapshot, nanoClock);
    Delivery delivery = new Delivery(buffer, sender, report);
    Thread exitHook = new Thread(this::stop, "emp-fluent-exit");
    run =
        new Run(
            settings,
            new FieldWriter.Pool<>(() -> new MessagePackWriter(id.hex())),
            buffer,
            delivery,
            report,
            exitHook);
    delivery.start();
    addInfo(
        "Delivers to "
            + sender.target()
            + " with tag "
            + settings.tag()
            + "; run_id "
            + id.hex()
            + ", buffer of "
            + settings.maxChunks()
            + " chunks of "
            + settings.chunkBytes()
            + " bytes in memory.");
    super.start();
    addExitHook(exitHook);
  }

  private static void addExitHook(Thread hook) {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is exiting already: what is logged from here on is delivered if there is time.
    }
  }

  private static void removeExitHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is exiting: most likely this is the hook.
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    Run current = run;
    if (current == null || current.delivery.isCurrentThread()) {
      return;
    }
    MessagePackWriter writer = null;
    try {
      writer = current.writers.take();
      writer.write(event);
    } catch (Throwable t) {
      // No memory, or a thread being stopped: counted, and the caller goes on.
      current.buffer.notEncoded();
      return;
    }
    current.buffer.append(writer);
    current.writers.giveBack(writer);
  }

  /**
   * Takes no more events, delivers those it has until {@code shutdownTimeout}, and returns. What is
   * not delivered by then is dropped, counted and told.
   */
  @Override
  public void stop() {
    if (!isStarted()) {
      return;
    }
    super.stop();
    Run current = run;
    if (current != null) {
      removeExitHook(current.exitHook);
      current.delivery.stop(current.settings.shutdownTimeout());
      current.report.stopped();
    }
  }

  /**
   * What became of all events since the last start. Takes a lock for an instant; any thread may
   * ask, also after the stop.
   *
   * @return the counts of this instant, or null where the appender was never started
   */
  public @Nullable DeliverySnapshot snapshot() {
    Run current = run;
    return current == null ? null : current.buffer.snapshot();
  }

  private @Nullable FluentSettings settings() {
    FluentEnvironment given = new FluentEnvironment(environment, this::addWarn);
    Integer environmentPort = given.port();
    int usedPort =
        port != null
            ? port
            : environmentPort != null ? environmentPort : FluentSettings.DEFAULT_PORT;
    String usedProtocol =
        FluentEnvironment.protocol(
            protocol == null ? given.text("FLUENTD_PROTOCOL") : protocol, usedPort);
    if (!usedProtocol.equals("forward")) {
      return refuse(
          "protocol (FLUENTD_PROTOCOL) is \""
              + usedProtocol
              + "\", for port "
              + usedPort
              + ", but this version speaks"
              + " \"forward\" only: set protocol to forward, and port to that of a Forward input, 24224 by default");
    }
    String unsupported = given.unsupported();
    if (unsupported != null) {
      return refuse(unsupported + ": unset it, if the collector lets you in without");
    }
    String directory = given.text("FLUENTD_BUFFER_DIRECTORY");
    if (directory != null) {
      addWarn(
          "FLUENTD_BUFFER_DIRECTORY is \""
              + directory
              + "\", but this version has no disk buffer: events wait in memory. Unset it.");
    }
    String environmentHost = given.text("FLUENTD_HOST");
    String usedHost =
        host != null
            ? host
            : environmentHost != null ? environmentHost : FluentSettings.DEFAULT_HOST;
    int chunk =
        (int) within("chunkSize", chunkBytes, FluentSettings.MIN_CHUNK_BYTES, Chunk.MAX_BYTES);
    long buffer =
        within(
            "bufferSize",
            bufferBytes,
            (long) chunk * FluentSettings.MIN_CHUNKS,
            (long) chunk * 100_000);
    return new FluentSettings(
        new Endpoint(usedHost, usedPort),
        tag(given),
        flushInterval,
        chunk,
        (int) (buffer / chunk),
        ackTimeout,
        connectTimeout,
        shutdownTimeout);
  }

  private @Nullable FluentSettings refuse(String why) {
    addError("The appender does not start and delivers nothing: " + why + ".");
    return null;
  }

  private String tag(FluentEnvironment given) {
    String environmentTag = given.text("FLUENTD_TAG");
    String used =
        tag != null ? tag : environmentTag != null ? environmentTag : FluentSettings.DEFAULT_TAG;
    int bytes = used.getBytes(StandardCharsets.UTF_8).length;
    if (bytes <= FluentSettings.MAX_TAG_BYTES) {
      return used;
    }
    addWarn(
        "tag (FLUENTD_TAG) has "
            + bytes
            + " bytes, at most "
            + FluentSettings.MAX_TAG_BYTES
            + " are allowed: \""
            + FluentSettings.DEFAULT_TAG
            + "\" is used");
    return FluentSettings.DEFAULT_TAG;
  }

  private long within(String property, long value, long min, long max) {
    if (value >= min && value <= max) {
      return value;
    }
    long used = Math.min(Math.max(value, min), max);
    addWarn(
        property
            + " is "
            + value
            + " bytes; it must be from "
            + min
            + " to "
            + max
            + ": "
            + used
            + " is used");
    return used;
  }

  private Duration positive(
      String property, ch.qos.logback.core.util.Duration value, Duration otherwise) {
    if (value.getMilliseconds() > 0 && value.getMilliseconds() <= Integer.MAX_VALUE) {
      return Duration.ofMillis(value.getMilliseconds());
    }
    addWarn(
        property
            + " is "
            + value
            + "; it must be from 1 millisecond to 24 days: "
            + otherwise.toMillis()
            + " ms are used");
    return otherwise;
  }

  /**
   * Sets the collector's host; else {@code FLUENTD_HOST}, else {@code localhost}.
   *
   * @param host a name, resolved at each connect, or an address; blank counts as not set
   */
  public void setHost(String host) {
    this.host = host.isBlank() ? null : host.strip();
  }

  /**
   * Sets the collector's port; else {@code FLUENTD_PORT}, else 24224.
   *
   * @param port 1 to 65535
   */
  public void setPort(int port) {
    if (FluentEnvironment.isPort(port)) {
      this.port = port;
    } else {
      addWarn(
          "port is " + port + "; it must be from 1 to 65535: FLUENTD_PORT or the default is used");
    }
  }

  /**
   * Sets the protocol; else {@code FLUENTD_PROTOCOL}, else what the port is known for: 8888 and
   * 9880 for {@code http}, any other for {@code forward}.
   *
   * @param protocol {@code forward}; others are refused when the appender starts
   */
  public void setProtocol(String protocol) {
    this.protocol = protocol.isBlank() ? null : protocol;
  }

  /**
   * Sets the tag by which the collector routes events; else {@code FLUENTD_TAG}, else {@code
   * emp.worker}.
   *
   * @param tag at most 255 bytes in UTF-8; blank counts as not set
   */
  public void setTag(String tag) {
    this.tag = tag.isBlank() ? null : tag.strip();
  }

  /**
   * Sets how long an event waits at most for others to travel with; 200 milliseconds by default.
   *
   * @param flushInterval 1 millisecond or more
   */
  public void setFlushInterval(ch.qos.logback.core.util.Duration flushInterval) {
    this.flushInterval =
        positive("flushInterval", flushInterval, FluentSettings.DEFAULT_FLUSH_INTERVAL);
  }

  /**
   * Sets the size of a chunk, which is what is sent and acknowledged at once; 512 KB by default.
   *
   * @param chunkSize 320 KB to 1,000,000 bytes
   */
  public void setChunkSize(FileSize chunkSize) {
    this.chunkBytes = chunkSize.getSize();
  }

  /**
   * Sets how much memory, outside the heap, the chunks take at most; 64 MB by default.
   *
   * @param bufferSize two chunks or more
   */
  public void setBufferSize(FileSize bufferSize) {
    this.bufferBytes = bufferSize.getSize();
  }

  /**
   * Sets how long sending a chunk may take until it is acknowledged; 30 seconds by default. Then
   * the connection is given up and the chunk sent again.
   *
   * @param ackTimeout 1 millisecond or more
   */
  public void setAckTimeout(ch.qos.logback.core.util.Duration ackTimeout) {
    this.ackTimeout = positive("ackTimeout", ackTimeout, FluentSettings.DEFAULT_ACK_TIMEOUT);
  }

  /**
   * Sets how long connecting to one address may take; 5 seconds by default.
   *
   * @param connectTimeout 1 millisecond or more
   */
  public void setConnectTimeout(ch.qos.logback.core.util.Duration connectTimeout) {
    this.connectTimeout =
        positive("connectTimeout", connectTimeout, FluentSettings.DEFAULT_CONNECT_TIMEOUT);
  }

  /**
   * Sets how long {@link #stop} delivers what is left; 5 seconds by default.
   *
   * @param shutdownTimeout 1 millisecond or more
   */
  public void setShutdownTimeout(ch.qos.logback.core.util.Duration shutdownTimeout) {
    this.shutdownTimeout =
        positive("shutdownTimeout", shutdownTimeout, FluentSettings.DEFAULT_SHUTDOWN_TIMEOUT);
  }
}
