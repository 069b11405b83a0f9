package io.emp.examples.collector;

import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;

/** Serves one client until it goes, breaks the protocol, or the sink throws. */
final class Connection implements Runnable {

  private static final int HANDSHAKE_MILLIS = 10_000;

  private final Socket socket;
  private final @Nullable String sharedKey;
  private final Events events;

  /** What a connection tells its collector. */
  interface Events {

    /**
     * Takes all events of a message.
     *
     * @return false when not all were taken: the message is not acknowledged
     */
    boolean received(ForwardMessage message);

    /** Called before the acknowledgement is written. */
    void acknowledging();

    /** Called before the connection is closed for what the client has sent. */
    void violated(String problem);

    /** The last call. */
    void ended(Connection connection);
  }

  /**
   * @param sharedKey what the client has to know; null where it need not know any
   */
  Connection(Socket socket, @Nullable String sharedKey, Events events) {
    this.socket = socket;
    this.sharedKey = sharedKey;
    this.events = events;
  }

  @Override
  public void run() {
    try {
      serve();
    } catch (ProtocolException e) {
      events.violated(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      // The client is gone, perhaps within a message, or the collector was closed.
    } finally {
      close();
      events.ended(this);
    }
  }

  private void serve() throws IOException {
    socket.setTcpNoDelay(true);
    ForwardDecoder decoder = new ForwardDecoder(socket.getInputStream());
    MessagePacker out = MessagePack.newDefaultPacker(socket.getOutputStream());
    if (sharedKey != null) {
      socket.setSoTimeout(HANDSHAKE_MILLIS);
      new ServerHandshake(sharedKey).perform(decoder, out);
      socket.setSoTimeout(0);
    }
    ForwardMessage message = decoder.next();
    while (message != null && events.received(message)) {
      acknowledge(message.chunk(), out);
      message = decoder.next();
    }
  }

  private void acknowledge(@Nullable String chunk, MessagePacker out) throws IOException {
    if (chunk != null) {
      events.acknowledging();
      out.packMapHeader(1).packString("ack").packString(chunk).flush();
    }
  }

  /** Ends the connection, from any thread. */
  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is left to be done with it.
    }
  }
}
