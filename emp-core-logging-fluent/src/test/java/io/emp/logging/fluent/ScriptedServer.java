package io.emp.logging.fluent;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/**
 * A server on loopback that treats each of its connections as a script says: the first script for
 * the first, and so on.
 */
final class ScriptedServer implements Closeable {

  /** What happens on one connection; it is closed when this returns. */
  interface Script {
    void serve(Connection connection) throws IOException;
  }

  /** One connection, with what scripts need. */
  static final class Connection {
    final InputStream in;
    final OutputStream out;
    final Socket socket;
    private final MessageUnpacker unpacker;
    private final List<String> received;
    private final List<List<Value>> messages;

    private Connection(Socket socket, List<String> received, List<List<Value>> messages)
        throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.out = socket.getOutputStream();
      this.unpacker = MessagePack.newDefaultUnpacker(in);
      this.received = received;
      this.messages = messages;
    }

    /** Reads whatever message comes next. */
    List<Value> readMessage() throws IOException {
      return unpacker.unpackValue().asArrayValue().list();
    }

    /** Reads a message and gives its chunk id. */
    String readChunk() throws IOException {
      List<Value> message = readMessage();
      messages.add(message);
      String id =
          message
              .get(2)
              .asMapValue()
              .map()
              .get(ValueFactory.newString("chunk"))
              .asStringValue()
              .asString();
      received.add(id);
      return id;
    }

    /** Reads what comes until the client closes. */
    void readToTheEnd() throws IOException {
      in.transferTo(OutputStream.nullOutputStream());
    }

    /** Ends the connection as a crashed process does. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    void write(int... bytes) throws IOException {
      byte[] all = new byte[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        all[i] = (byte) bytes[i];
      }
      out.write(all);
      out.flush();
    }

    void ack(String id) throws IOException {
      try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
        packer.packMapHeader(1).packString("ack").packString(id);
        out.write(packer.toByteArray());
        out.flush();
      }
    }
  }

  /** Takes and acknowledges all there is. */
  static final Script GOOD =
      connection -> {
        while (true) {
          connection.ack(connection.readChunk());
        }
      };

  private final ServerSocket listener;
  private final Script[] scripts;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  final List<String> received = new CopyOnWriteArrayList<>();
  final List<List<Value>> messages = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();

  /** The last script serves all further connections. */
  ScriptedServer(Script... scripts) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), scripts);
  }

  /** Takes over a socket that listens, such as one for TLS. */
  ScriptedServer(ServerSocket listener, Script... scripts) {
    this.scripts = scripts.clone();
    this.listener = listener;
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
        int number = connections.getAndIncrement();
        daemon(() -> serve(socket, scripts[Math.min(number, scripts.length - 1)]));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket, Script script) {
    try (socket) {
      script.serve(new Connection(socket, received, messages));
    } catch (IOException | RuntimeException e) {
      // The client closed, or the script is over.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
