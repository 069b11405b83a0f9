package io.emp.logging.fluent;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends records one at a time through fluent-logger-java (org.fluentd:fluent-logger), which the
 * application brings. It is there for collectors that this library is prescribed for; the Forward
 * protocol of {@code ForwardSender} is better in every way.
 *
 * <p>What is lost in comparison: there are no acknowledgements, so a batch is taken once the
 * operating system has it, and what is on its way when the collector or the connection dies is
 * gone. That the peer has closed is looked for before and after each batch, which makes this less
 * likely and no more. The time of an event has seconds only; {@code timestamp} and {@code seq} in
 * the record tell the order. A batch that fails in the middle is sent again from its start. There
 * is neither TLS, nor a shared key, nor compression.
 *
 * <p>The library logs its failures through SLF4J, on this module's thread: appenders other than
 * this module's show them.
 */
final class FluentLoggerSender implements ChunkSender {

  private static final String LIBRARY_CLASS = "org.fluentd.logger.sender.RawSocketSender";

  private final Endpoint endpoint;
  private final TransportSettings settings;
  private final EngineClock clock;
  private final Deadlines deadlines = new Deadlines();
  private volatile @Nullable FluentLoggerConnection connection;
  private volatile boolean closed;
  private long connectedNanos;

  /**
   * A sender that connects when it first sends.
   *
   * @throws IllegalArgumentException where {@link #objection} has one
   */
  FluentLoggerSender(Endpoint endpoint, TransportSettings settings) {
    this(endpoint, settings, EngineClock.SYSTEM);
  }

  /** With a clock, for the age of connections. */
  FluentLoggerSender(Endpoint endpoint, TransportSettings settings, EngineClock clock) {
    String objection = objection(settings);
    if (objection != null) {
      throw new IllegalArgumentException(objection);
    }
    this.endpoint = endpoint;
    this.settings = settings;
    this.clock = clock;
  }

  /** Whether the library is on the class path. */
  static boolean isAvailable() {
    try {
      Class.forName(LIBRARY_CLASS, false, FluentLoggerSender.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /**
   * Why this cannot be done with such settings.
   *
   * @return for people; null where it can
   */
  static @Nullable String objection(TransportSettings settings) {
    if (!isAvailable()) {
      return "fluent-logger-java is not on the class path: add org.fluentd:fluent-logger:0.3.4";
    }
    if (settings.tls() != null) {
      return "fluent-logger-java has no TLS; choose the protocol forward or http";
    }
    if (!settings.credentials().equals(Credentials.NONE)) {
      return "fluent-logger-java knows neither a shared key nor users; choose the protocol forward"
          + " or http";
    }
    if (settings.gzip()) {
      return "fluent-logger-java does not compress; choose the protocol forward or http";
    }
    return null;
  }

  @Override
  public void send(Batch batch) throws IOException {
    FluentLoggerConnection current = connection();
    boolean good = false;
    try {
      write(batch, current);
      good = true;
    } catch (LinkageError e) {
      throw new IOException("fluent-logger-java cannot be used: " + e, e);
    } finally {
      if (!good) {
        discard();
      }
    }
  }

  private FluentLoggerConnection connection() throws IOException {
    FluentLoggerConnection current = connection;
    if (current != null && isUsable(current)) {
      return current;
    }
    if (closed) {
      throw new IOException("closed");
    }
    try {
      current = new FluentLoggerConnection(endpoint, settings.connectTimeout());
    } catch (LinkageError e) {
      throw new IOException("fluent-logger-java cannot be used: " + e, e);
    }
    connectedNanos = clock.nanoTime();
    connection = current;
    if (closed) {
      discard();
      throw new IOException("closed");
    }
    return current;
  }

  private boolean isUsable(FluentLoggerConnection current) throws IOException {
    boolean tooOld = clock.nanoTime() - connectedNanos >= settings.maxConnectionAge().toNanos();
    boolean usable = false;
    try {
      usable = !tooOld && current.isOpen();
      return usable;
    } finally {
      if (!usable) {
        discard();
      }
    }
  }

  private void write(Batch batch, FluentLoggerConnection current) throws IOException {
    MessagePackReader reader = new MessagePackReader(batch.packed());
    RecordTree entry = new RecordTree();
    try (Deadlines.Deadline deadline = deadlines.start(settings.ackTimeout(), current.socket())) {
      try {
        while (reader.hasNext()) {
          read(reader, entry);
          current.emit(batch.tag(), entry.seconds(), withoutNullability(entry.record()));
        }
        if (!current.isOpen()) {
          throw new IOException("the collector closed the connection");
        }
      } catch (IOException e) {
        if (deadline.hasPassed()) {
          SocketTimeoutException timeout =
              new SocketTimeoutException(
                  "the collector did not read within "
                      + settings.ackTimeout().toMillis()
                      + " ms (ackTimeout)");
          timeout.initCause(e);
          throw timeout;
        }
        throw e;
      }
    }
  }

  private static void read(MessagePackReader reader, RecordTree entry) throws IOException {
    try {
      reader.readEntry(entry);
    } catch (IOException e) {
      // It is the batch's own fault, so the entry is to be found and set aside.
      throw new RefusedException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The library takes null values, and has no annotation that says so. */
  @SuppressWarnings("NullAway")
  private static Map<String, Object> withoutNullability(Map<String, @Nullable Object> record) {
    return record;
  }

  private void discard() {
    FluentLoggerConnection current = connection;
    connection = null;
    if (current != null) {
      current.close();
    }
  }

  @Override
  public String target() {
    return "fluent-logger://" + endpoint;
  }

  @Override
  public void close() {
    closed = true;
    deadlines.close();
    discard();
  }
}
