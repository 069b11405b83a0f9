package io.emp.logging.fluent;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** Acknowledges all it gets and counts entries without looking into them, to cost little. */
final class CountingCollector implements AutoCloseable {

  private final ServerSocket listener = new ServerSocket();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicLong entries;

  CountingCollector(int port, AtomicLong entries) throws IOException {
    this.entries = entries;
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "counting-collector");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket;
        MessageUnpacker in =
            MessagePack.newDefaultUnpacker(
                new BufferedInputStream(socket.getInputStream(), 1 << 16))) {
      while (in.hasNext()) {
        in.unpackArrayHeader();
        in.unpackString();
        in.readPayload(in.unpackBinaryHeader());
        String chunk = "";
        for (int i = in.unpackMapHeader(); i > 0; i--) {
          switch (in.unpackString()) {
            case "size" -> entries.addAndGet(in.unpackInt());
            case "chunk" -> chunk = in.unpackString();
            default -> in.skipValue();
          }
        }
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
          out.packMapHeader(1).packString("ack").packString(chunk);
          socket.getOutputStream().write(out.toByteArray());
        }
      }
    } catch (IOException e) {
      // One of the two sides is gone.
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
