package io.emp.examples.collector;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/**
 * A collector on the loopback interface that hands every event it receives to a consumer, and
 * acknowledges a message once the consumer has taken all of its events. It takes all modes of the
 * Forward protocol without authentication.
 *
 * <p>A message that breaks the protocol, and a consumer that throws, close the connection without
 * an acknowledgement, as Fluentd does; {@link #problems} keeps what it was.
 */
public final class ForwardCollector implements AutoCloseable {

  private static final Duration JOIN = Duration.ofSeconds(5);

  private final ServerSocket listener;
  private final Consumer<CollectedEvent> consumer;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong connections = new AtomicLong();
  private final Thread acceptor;

  private ForwardCollector(ServerSocket listener, Consumer<CollectedEvent> consumer) {
    this.listener = listener;
    this.consumer = consumer;
    this.acceptor = daemon("collector-accept", this::accept);
  }

  /**
   * Starts a collector.
   *
   * @param port where to listen, 0 for any free port
   * @param consumer takes the events, on one thread for each connection
   * @return the collector, listening
   * @throws UncheckedIOException where the port cannot be had
   */
  public static ForwardCollector start(int port, Consumer<CollectedEvent> consumer) {
    try {
      ServerSocket listener = new ServerSocket();
      listener.setReuseAddress(true);
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      ForwardCollector collector = new ForwardCollector(listener, consumer);
      collector.acceptor.start();
      return collector;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port, e);
    }
  }

  /**
   * Where it listens.
   *
   * @return the port
   */
  public int port() {
    return listener.getLocalPort();
  }

  /**
   * How many messages it acknowledged.
   *
   * @return the number so far
   */
  public long acknowledged() {
    return acknowledged.get();
  }

  /**
   * How many connections it accepted.
   *
   * @return the number so far
   */
  public long connections() {
    return connections.get();
  }

  /**
   * What was wrong with messages it did not acknowledge.
   *
   * @return a line for each
   */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** Closes all connections and stops listening. */
  @Override
  public void close() {
    close(listener);
    sockets.forEach(ForwardCollector::close);
    try {
      acceptor.join(JOIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        sockets.add(socket);
        daemon("collector-" + socket.getPort(), () -> serve(socket)).start();
      } catch (IOException e) {
        if (!listener.isClosed()) {
          problems.add("accept: " + e.getMessage());
        }
      }
    }
    // One may have been accepted while the others were closed.
    sockets.forEach(ForwardCollector::close);
  }

  private void serve(Socket socket) {
    try (socket;
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(in)) {
      socket.setTcpNoDelay(true);
      while (unpacker.hasNext()) {
        ForwardMessage message = ForwardMessage.of(unpacker.unpackValue());
        message.events().forEach(consumer);
        String chunk = message.chunk();
        if (chunk != null) {
          out.write(ack(chunk));
          out.flush();
          acknowledged.incrementAndGet();
        }
      }
    } catch (SocketException e) {
      // The peer is gone, or this collector is being closed.
      close(socket);
    } catch (IOException | MessagePackException e) {
      problems.add(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      problems.add("the consumer threw " + e);
    } finally {
      sockets.remove(socket);
    }
  }

  private static byte[] ack(String chunk) throws IOException {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packMapHeader(1).packString("ack").packString(chunk);
      return packer.toByteArray();
    }
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      throw new IllegalStateException("closing a socket does not fail", e);
    }
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
