package io.emp.logging.fluent;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between an appender and its collector. It cuts the first connections at the instant the
 * collector answers, so that what was acknowledged does not become known.
 */
final class ContractProxy implements AutoCloseable {

  private final ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answersToLose;
  private final int collectorPort;

  ContractProxy(int collectorPort, int answersToLose) throws IOException {
    this.collectorPort = collectorPort;
    this.answersToLose = new AtomicInteger(answersToLose);
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
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
              client.getInputStream().transferTo(collector.getOutputStream());
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
    while (count >= 0) {
      client.getOutputStream().write(bytes, 0, count);
      count = from.read(bytes);
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
