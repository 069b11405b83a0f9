package io.emp.logging.fluent;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.net.ssl.SSLComponent;
import ch.qos.logback.core.net.ssl.SSLConfiguration;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import io.emp.logging.ConnectorLogger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Logback appender that delivers every event to a Fluentd or Fluent Bit collector, by the Forward
 * protocol with acknowledgements unless it is told another.
 *
 * <pre>{@code
 * <appender name="FLUENTD" class="io.emp.logging.fluent.FluentAppender">
 *   <bufferDirectory>/var/spool/worker</bufferDirectory>
 * </appender>
 * }</pre>
 *
 * <p>All properties are optional; one that is set overrides the environment ({@code
 * docs/delivery.md} has the table). A value that cannot be used is told in Logback's status and the
 * default used; where that would send in clear what was to be protected, the appender says so and
 * does not start. No setter throws, and none has an effect after the start.
 *
 * <p>A log call encodes the event and copies it into the buffer: no I/O, and no wait unless {@code
 * blockTimeout} allows it. One daemon thread delivers, in order, until the collector has
 * acknowledged; an event may so arrive twice but, while there is room in the buffer, is not lost,
 * and {@code run_id} and {@code seq} show both. When the buffer fills, less important events are
 * dropped first; each is counted. With a {@code bufferDirectory} events outlive the process;
 * without one a process that is killed loses what is not delivered.
 *
 * <p>The appender logs nothing itself: it tells its troubles through Logback's status. Its numbers
 * are in {@link #snapshot()}, in JMX ({@link DeliveryMXBean}), and in OpenTelemetry's metrics where
 * {@link DeliveryMetrics} is installed.
 */
public final class FluentAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
    implements SSLComponent {

  private final Map<String, String> environment;
  private final FluentProperties properties = new FluentProperties();

  private volatile @Nullable Engine engine;
  private @Nullable Thread exitHook;
  private @Nullable AutoCloseable published;

  /** An appender that takes what is not set from the process's environment. */
  public FluentAppender() {
    this(System.getenv());
  }

  FluentAppender(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Starts delivery. Never throws for a bad property; waits for a slow disk 2 s at the most. */
  @Override
  public void start() {
    if (isStarted()) {
      return;
    }
    Engine started;
    try {
      started = new Engine(settings(), this);
    } catch (ConfigurationException e) {
      // Its own stack says nothing to whoever configures; a cause may.
      tellOfNoStart(e.getMessage(), e.getCause());
      return;
    }
    addInfo(started.describe());
    try {
      started.start();
    } catch (OutOfMemoryError e) {
      // How the JVM tells that there are no more threads to be had.
      started.stop();
      tellOfNoStart(e.getMessage(), e);
      return;
    }
    engine = started;
    super.start();
    exitHook = ExitHook.add(() -> drainAtExit(started));
    published = LiveAppenders.publish(String.valueOf(getName()), started, this);
  }

  /** No ERROR: with one in Logback's status, Spring Boot ends the application at its start. */
  private void tellOfNoStart(@Nullable String why, @Nullable Throwable cause) {
    addWarn("The appender does not start and delivers nothing: " + why + ".", cause);
  }

  /** What it would start with; also for who only wants to know. */
  FluentSettings settings() throws ConfigurationException {
    return new FluentConfiguration(properties, environment, this).settings();
  }

  /** What must not be printed, as it is set now, in the properties or the environment. */
  List<String> secrets() {
    return Secrets.of(properties, new FluentEnvironment(environment));
  }

  /** Jobs that are open then have their ends told first, so that these are delivered too. */
  private static void drainAtExit(Engine engine) {
    ConnectorLogger.cancelOpenJobs();
    engine.drain();
  }

  @Override
  protected void append(ILoggingEvent event) {
    Engine current = engine;
    if (current != null) {
      current.append(event);
    }
  }

  /**
   * Takes no more events, delivers those it has, and returns within {@code shutdownTimeout}. What
   * is not delivered by then stays in the {@code bufferDirectory} for the next start; without one
   * it is dropped, counted and told.
   */
  @Override
  public void stop() {
    Engine current = engine;
    if (!isStarted() || current == null) {
      return;
    }
    if (ExitHook.isExiting()) {
      // Logback's own hook stops the appender, perhaps before ours has come to the open jobs.
      ConnectorLogger.cancelOpenJobs();
    }
    super.stop();
    ExitHook.remove(exitHook);
    current.stop();
    LiveAppenders.withdraw(published, this);
  }

  /**
   * What became of all events since the last start. Takes a lock for an instant; any thread may
   * ask, also after the stop.
   *
   * @return the counts of this instant, or null where the appender was never started
   */
  public @Nullable DeliverySnapshot snapshot() {
    Engine current = engine;
    return current == null ? null : current.snapshot();
  }

  /**
   * Sets the collector's host; else {@code FLUENTD_HOST}, else {@code localhost}.
   *
   * @param host a name, resolved at each connect, or an address
   */
  public void setHost(String host) {
    properties.host = host;
  }

  /**
   * Sets the collector's port; else {@code FLUENTD_PORT}, else 24224, or 8888 for protocol {@code
   * http}.
   *
   * @param port 1 to 65535
   */
  public void setPort(int port) {
    Integer checked = new PropertyChecks(this).port("port", String.valueOf(port));
    if (checked != null) {
      properties.port = checked;
    }
  }

  /**
   * Sets several collectors, in the order of preference: the first that works is used, and the
   * first of all again when it is back. Overrides host and port.
   *
   * @param endpoints {@code host:port,host:port}
   */
  public void setEndpoints(String endpoints) {
    properties.endpoints = endpoints;
  }

  /**
   * Sets the protocol; else {@code FLUENTD_PROTOCOL}, else what the port is known for: 8888 and
   * 9880 for {@code http}, any other for {@code forward}.
   *
   * @param protocol {@code forward}, {@code http} or {@code fluent-logger}
   */
  public void setProtocol(String protocol) {
    properties.protocol = protocol;
  }

  /**
   * Sets the tag by which the collector routes events; else {@code FLUENTD_TAG}, else {@code
   * emp.worker}.
   *
   * @param tag at most 255 bytes in UTF-8
   */
  public void setTag(String tag) {
    properties.tag = tag;
  }

  /**
   * Sets how long an event waits at most for others to travel with; 200 milliseconds by default.
   *
   * @param flushInterval 1 millisecond or more
   */
  public void setFlushInterval(Duration flushInterval) {
    properties.flushInterval = flushInterval;
  }

  /**
   * Sets the size of a chunk, which is what is sent and acknowledged at once; 512 KB by default.
   *
   * @param chunkSize 320 KB to 1,000,000 bytes
   */
  public void setChunkSize(FileSize chunkSize) {
    properties.chunkSize = chunkSize.getSize();
  }

  /**
   * Sets how much memory outside the heap, or how much of the disk, the chunks take at most: by
   * default 256 MB of memory, or a quarter of the largest heap where that is less, or 1 GB of disk.
   *
   * @param bufferSize two chunks or more
   */
  public void setBufferSize(FileSize bufferSize) {
    properties.bufferSize = bufferSize.getSize();
  }

  /**
   * Sets the directory for the buffer; else {@code FLUENTD_BUFFER_DIRECTORY}, else events wait in
   * memory. Made where it does not exist. Several processes may share it; it must be on a local
   * disk.
   *
   * @param bufferDirectory a path
   */
  public void setBufferDirectory(String bufferDirectory) {
    properties.bufferDirectory = bufferDirectory;
  }

  /**
   * Sets how often what is buffered is forced to the disk, which limits what a power failure takes;
   * by default the operating system decides.
   *
   * @param forceInterval 1 millisecond or more
   */
  public void setForceInterval(Duration forceInterval) {
    properties.forceInterval = forceInterval;
  }

  /**
   * Sets how long a log call may wait for room when the buffer is full; 0 by default: never.
   *
   * @param blockTimeout 0 or more
   */
  public void setBlockTimeout(Duration blockTimeout) {
    properties.blockTimeout = blockTimeout;
  }

  /**
   * Sets how what is sent is compressed; not at all by default.
   *
   * @param compress {@code none} or {@code gzip}
   */
  public void setCompress(String compress) {
    properties.compress = compress;
  }

  /**
   * Sets how long connecting to one address may take, and then the handshakes on the connection; 5
   * seconds by default.
   *
   * @param connectTimeout 1 millisecond or more
   */
  public void setConnectTimeout(Duration connectTimeout) {
    properties.connectTimeout = connectTimeout;
  }

  /**
   * Sets how long sending a chunk may take until it is acknowledged; 10 seconds by default. Then
   * the connection is given up and the chunk sent again, with up to four times the patience.
   *
   * @param ackTimeout 1 millisecond or more
   */
  public void setAckTimeout(Duration ackTimeout) {
    properties.ackTimeout = ackTimeout;
  }

  /**
   * Sets after how long a connection is replaced, so that a change of the collector's address is
   * followed; 5 minutes by default.
   *
   * @param maxConnectionAge 1 millisecond or more
   */
  public void setMaxConnectionAge(Duration maxConnectionAge) {
    properties.maxConnectionAge = maxConnectionAge;
  }

  /**
   * Sets how long {@link #stop} may take; 5 seconds by default.
   *
   * @param shutdownTimeout 1 millisecond or more
   */
  public void setShutdownTimeout(Duration shutdownTimeout) {
    properties.shutdownTimeout = shutdownTimeout;
  }

  /**
   * Sets where events go, as JSON lines, when nothing could be delivered for {@code fallbackAfter}.
   * By default they stay in the buffer.
   *
   * @param fallback {@code console}, or the path of a file that is appended to
   */
  public void setFallback(String fallback) {
    properties.fallback = fallback;
  }

  /**
   * Sets after how long without a delivery events go to the fallback; 5 minutes by default.
   *
   * @param fallbackAfter 1 millisecond or more
   */
  public void setFallbackAfter(Duration fallbackAfter) {
    properties.fallbackAfter = fallbackAfter;
  }

  /**
   * Sets the shared key of the Forward protocol's handshake; else {@code FLUENTD_SHARED_KEY}.
   *
   * @param sharedKey that of the collector's {@code <security>} section
   */
  public void setSharedKey(String sharedKey) {
    properties.sharedKey = sharedKey;
  }

  /**
   * Sets the user; else {@code FLUENTD_USERNAME}.
   *
   * @param username for the Forward protocol's handshake, or HTTP's basic authentication
   */
  public void setUsername(String username) {
    properties.username = username;
  }

  /**
   * Sets the user's password; else {@code FLUENTD_PASSWORD}.
   *
   * @param password never written anywhere in clear but to the collector
   */
  public void setPassword(String password) {
    properties.password = password;
  }

  @Override
  public @Nullable SSLConfiguration getSsl() {
    return properties.ssl;
  }

  /**
   * Has connections secured by TLS, as {@code FLUENTD_SECURE=true} does. Without a trust store the
   * JVM's own is used; the host's name is verified unless the configuration's parameters say
   * otherwise.
   *
   * @param ssl trust store, key store and parameters, as Logback has them
   */
  @Override
  public void setSsl(SSLConfiguration ssl) {
    properties.ssl = ssl;
  }

  /**
   * Sets the certificates to trust in place of a trust store, and so has connections secured.
   *
   * @param caFile a PEM file with one certificate or more
   */
  public void setCaFile(String caFile) {
    properties.caFile = caFile;
  }

  /**
   * Sets the client's certificate for mutual TLS; goes with {@code privateKeyFile}.
   *
   * @param certificateFile a PEM file: the certificate, then those between it and the CA
   */
  public void setCertificateFile(String certificateFile) {
    properties.certificateFile = certificateFile;
  }

  /**
   * Sets the client's private key for mutual TLS; goes with {@code certificateFile}.
   *
   * @param privateKeyFile a PEM file with a PKCS #8 key that is not encrypted
   */
  public void setPrivateKeyFile(String privateKeyFile) {
    properties.privateKeyFile = privateKeyFile;
  }
}
