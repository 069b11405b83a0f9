package io.emp.logging.fluent;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on loopback that treats its first connection as the first script says, and so on; the
 * last script serves all further ones. A connection is closed when its script returns.
 */
final class RawServer implements Closeable {

  /** What happens on one connection. */
  interface Script {
    void serve(Peer peer) throws IOException;
  }

  /** One connection, with what scripts need. */
  final class Peer {
    final Socket socket;
    final InputStream in;
    final OutputStream out;

    private Peer(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    /** Reads a request with its body and keeps the head. */
    void readRequest() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int b = in.read();
        if (b < 0) {
          throw new EOFException();
        }
        head.append((char) b);
      }
      String text = head.toString();
      String length = text.replaceAll("(?s).*\r\nContent-Length: ([0-9]+)\r\n.*", "$1");
      in.readNBytes(Integer.parseInt(length));
      requests.add(text);
    }

    void say(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    /**
     * Keeps the connection open, reading nothing and saying nothing, until the server is closed.
     */
    void doNothing() {
      doNothingUntil(ended);
    }

    void doNothingUntil(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** The end of the connection is a reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
    }
  }

  private final ServerSocket listener;
  private final Script[] scripts;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final CountDownLatch ended = new CountDownLatch(1);
  final List<String> requests = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();

  /** How many connections ended because their script did. */
  final AtomicInteger closedByScript = new AtomicInteger();

  RawServer(Script... scripts) throws IOException {
    this.scripts = scripts.clone();
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", listener.getLocalPort());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        Script script = scripts[Math.min(connections.getAndIncrement(), scripts.length - 1)];
        daemon(() -> serve(socket, script));
      } catch (IOException e) {
        return; // It is closed.
      }
    }
  }

  private void serve(Socket socket, Script script) {
    try (socket) {
      script.serve(new Peer(socket));
    } catch (IOException e) {
      // The client closed.
    }
    closedByScript.incrementAndGet();
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    ended.countDown();
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
