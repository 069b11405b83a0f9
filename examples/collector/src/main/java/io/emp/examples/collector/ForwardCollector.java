package io.emp.examples.collector;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The server's side of the Forward protocol, without TLS. It hands each event, or all events of a
 * message at once, to a sink.
 *
 * <p>A message whose option holds a {@code chunk} is acknowledged when the sink has taken all its
 * events. If the sink throws, the connection is closed without an acknowledgement; what it threw
 * goes no further, unless it is an {@link Error}. If a message breaks the protocol, none of its
 * events is handed over, {@link #problems} tells why, and the connection is closed without an
 * acknowledgement. As with any server of this protocol, an event comes a second time when its
 * client did not read the acknowledgement.
 *
 * <p>A message may have up to 64 MiB, its entries also when uncompressed.
 */
public final class ForwardCollector implements AutoCloseable {

  private static final int MAX_PROBLEMS = 1000;
  private static final long JOIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ServerSocket listener;
  private final ForwardSettings settings;
  private final Consumer<? super List<CollectedEvent>> sink;
  private final Thread acceptor;
  private final Map<Connection, Thread> open = new ConcurrentHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicBoolean closed;

  private ForwardCollector(
      ServerSocket listener,
      ForwardSettings settings,
      Consumer<? super List<CollectedEvent>> sink,
      AtomicBoolean closed) {
    this.listener = listener;
    this.settings = settings;
    this.sink = sink;
    this.closed = closed;
    this.acceptor = daemon(this::accept, "forward-collector-" + listener.getLocalPort());
  }

  /**
   * Starts a collector. It can take the port of one that was closed just before.
   *
   * @param port the port on 127.0.0.1; 0 for any that is free
   * @param sink takes the events, in the order of their connection. Each connection calls it on a
   *     thread of its own, so that it must be thread-safe where there are several. {@link #close}
   *     interrupts a call that is not finished
   * @return the collector, which accepts connections
   * @throws IOException when the port cannot be listened on
   */
  public static ForwardCollector start(int port, Consumer<? super CollectedEvent> sink)
      throws IOException {
    requireNonNull(sink, "sink");
    AtomicBoolean closed = new AtomicBoolean();
    return start(ForwardSettings.loopback(port), new OneByOne(sink, closed), closed);
  }

  /**
   * Starts a collector that hands over all events of a message at once, so that the sink can store
   * them together before they are acknowledged.
   *
   * @param settings where it listens, and whom it admits
   * @param sink takes the events of a message, in their order. Each connection calls it on a thread
   *     of its own. {@link #close} interrupts a call that is not finished
   * @return the collector, which accepts connections
   * @throws IOException when the port cannot be listened on
   */
  public static ForwardCollector start(
      ForwardSettings settings, Consumer<? super List<CollectedEvent>> sink) throws IOException {
    return start(settings, requireNonNull(sink, "sink"), new AtomicBoolean());
  }

  private static ForwardCollector start(
      ForwardSettings settings, Consumer<? super List<CollectedEvent>> sink, AtomicBoolean closed)
      throws IOException {
    ServerSocket listener = new ServerSocket();
    try {
      listener.setReuseAddress(true);
      listener.bind(new InetSocketAddress(settings.address(), settings.port()));
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
    ForwardCollector collector = new ForwardCollector(listener, settings, sink, closed);
    collector.acceptor.start();
    return collector;
  }

  /** {@return the port it listens on, or did until it was closed} */
  public int port() {
    return listener.getLocalPort();
  }

  /**
   * {@return how many chunks were acknowledged} A chunk is counted before its acknowledgement is
   * written, so that a client that has read it finds it counted.
   */
  public long acknowledged() {
    return acknowledged.get();
  }

  /** {@return how many connections were accepted, those that have ended included} */
  public long connections() {
    return connections.get();
  }

  /**
   * How clients have broken the protocol, the oldest first, at most the first 1000. A client that
   * goes away within a message has not broken it.
   *
   * @return a copy, one text for each connection that was closed for it
   */
  public List<String> problems() {
    synchronized (problems) {
      return List.copyOf(problems);
    }
  }

  /**
   * Stops listening, closes all connections, interrupts the sink where it is at work, and waits for
   * the threads, up to 5 seconds in all. A second call does nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      listener.close();
    } catch (IOException e) {
      // It accepts nothing more, whatever the system said on closing it.
    }
    long deadline = System.nanoTime() + JOIN_NANOS;
    boolean waited = join(acceptor, deadline);
    // Before they are closed: one that has ended is not among them, though its thread may be there.
    List<Thread> threads = List.copyOf(open.values());
    open.keySet().forEach(Connection::close);
    threads.stream().filter(thread -> thread != Thread.currentThread()).forEach(Thread::interrupt);
    for (Thread thread : threads) {
      waited = waited && join(thread, deadline);
    }
  }

  private void accept() {
    while (!closed.get()) {
      try {
        serve(listener.accept());
      } catch (IOException e) {
        // Closed, as the loop's condition finds, or one connection that could not be accepted.
      }
    }
  }

  private void serve(Socket socket) {
    Connection connection = new Connection(socket, settings.sharedKey(), new Events());
    if (open.size() >= settings.maxConnections()) {
      connection.close();
      return;
    }
    String name = acceptor.getName() + "-" + connections.incrementAndGet();
    Thread thread = daemon(connection, name);
    open.put(connection, thread);
    thread.start();
    if (closed.get()) {
      connection.close();
    }
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Waits for a thread to end; false when the wait was interrupted. */
  private static boolean join(Thread thread, long deadlineNanos) {
    if (thread == Thread.currentThread()) {
      return true;
    }
    try {
      TimeUnit.NANOSECONDS.timedJoin(thread, deadlineNanos - System.nanoTime());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private final class Events implements Connection.Events {

    @Override
    public boolean received(ForwardMessage message) {
      if (closed.get()) {
        return false;
      }
      try {
        sink.accept(message.events());
        return true;
      } catch (RuntimeException e) {
        return false;
      }
    }

    @Override
    public void acknowledging() {
      acknowledged.incrementAndGet();
    }

    @Override
    public void violated(String problem) {
      synchronized (problems) {
        if (problems.size() < MAX_PROBLEMS) {
          problems.add(problem);
        }
      }
    }

    @Override
    public void ended(Connection connection) {
      open.remove(connection);
    }
  }

  /** Hands over event by event, and stops within a message when the collector is closed. */
  private record OneByOne(Consumer<? super CollectedEvent> sink, AtomicBoolean closed)
      implements Consumer<List<CollectedEvent>> {

    @Override
    public void accept(List<CollectedEvent> events) {
      for (CollectedEvent event : events) {
        if (closed.get()) {
          throw new IllegalStateException("the collector is closed");
        }
        sink.accept(event);
      }
    }
  }
}
