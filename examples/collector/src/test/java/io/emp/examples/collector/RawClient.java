package io.emp.examples.collector;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;

/** Sends bytes as they are given and reads acknowledgements. */
final class RawClient implements AutoCloseable {

  private static final int READ_TIMEOUT_MILLIS = 30_000;

  private final Socket socket;
  private final MessageUnpacker in;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    in = MessagePack.newDefaultUnpacker(socket.getInputStream());
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Says that nothing more will be sent. */
  RawClient finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** The next answer, as JSON. */
  String answer() throws IOException {
    return value().toJson();
  }

  /** The next answer. */
  Value value() throws IOException {
    return in.unpackValue();
  }

  /** True when the collector closes the connection without another answer. */
  boolean closedWithoutAnswer() throws IOException {
    try {
      return !in.hasNext();
    } catch (SocketException e) {
      return true; // Reset: closed while bytes were unread.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
