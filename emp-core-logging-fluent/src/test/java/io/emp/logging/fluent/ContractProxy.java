package io.emp.logging.fluent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Stands between an appender and its collector. It cuts the first connections at the instant the
 * collector answers, so that what was acknowledged does not become known; and it can become a black
 * hole, which accepts connections and passes nothing on.
 */
final class ContractProxy implements AutoCloseable {

  private final ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answersToLose;
  private final int collectorPort;
  private final ReadWriteLock passage = new ReentrantReadWriteLock();

  ContractProxy(int collectorPort, int answersToLose) throws IOException {
    this.collectorPort = collectorPort;
    this.answersToLose = new AtomicInteger(answersToLose);
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Nothing passes any more, in either direction; what is on its way waits. */
  void freeze() {
    passage.writeLock().lock();
  }

  /** All passes again, what has waited too; by the thread that froze it. */
  void thaw() {
    passage.writeLock().unlock();
  }

  private void pass(OutputStream out, byte[] bytes, int count) throws IOException {
    passage.readLock().lock();
    try {
      out.write(bytes, 0, count);
    } finally {
      passage.readLock().unlock();
    }
  }

  private void copy(InputStream from, OutputStream to) throws IOException {
    byte[] bytes = new byte[8192];
    for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
      pass(to, bytes, count);
    }
  }

  private static void daemon(IoWork work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // One of the two sides is gone, or the test has ended.
              }
            },
            "contract-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private interface IoWork {
    void run() throws IOException;
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      sockets.add(client);
      Socket collector = new Socket(InetAddress.getLoopbackAddress(), collectorPort);
      sockets.add(collector);
      daemon(
          () -> {
            try (client;
                collector) {
              copy(client.getInputStream(), collector.getOutputStream());
            }
          });
      daemon(
          () -> {
            try (client;
                collector) {
              answer(collector.getInputStream(), client);
            }
          });
    }
  }

  private void answer(InputStream from, Socket client) throws IOException {
    byte[] bytes = new byte[1024];
    int count = from.read(bytes);
    if (count >= 0 && answersToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return;
    }
    if (count >= 0) {
      pass(client.getOutputStream(), bytes, count);
      copy(from, client.getOutputStream());
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
