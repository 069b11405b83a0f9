package io.emp.examples.benchmarks;

import io.emp.logging.FieldWriter;
import io.emp.logging.fluent.MessagePackRecords;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * What the sink takes at the most, on one connection: the same message of 512 KB, made beforehand,
 * again and again, each when the one before is acknowledged. The whole of a JVM.
 */
final class ReadyMade {

  private static final int MESSAGE_BYTES = 512 * 1024;
  private static final String CHUNK = "cmVhZHktbWFkZS1jaHVuaw==";

  private final ByteBuffer message;
  private final int events;

  private ReadyMade() throws IOException {
    FieldWriter writer = MessagePackRecords.writer();
    writer.write(SampleEvent.SLF4J.log(UnaryOperator.identity()).logback());
    events = MESSAGE_BYTES / writer.length();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(0x93);
    text(out, Carrier.TAG);
    out.writeByte(0xC6);
    out.writeInt(events * writer.length());
    for (int i = 0; i < events; i++) {
      out.write(writer.buffer(), 0, writer.length());
    }
    out.writeByte(0x81);
    text(out, "chunk");
    text(out, CHUNK);
    message = ByteBuffer.allocateDirect(bytes.size()).put(bytes.toByteArray());
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    out.writeByte(0xA0 | bytes.length);
    out.write(bytes);
  }

  /**
   * Sends.
   *
   * @param arguments how many events to send, and how many before that, which do not count
   */
  public static void main(String[] arguments) throws IOException {
    ReadyMade chunks = new ReadyMade();
    try (Sink sink = new Sink(Fault.NONE);
        SocketChannel channel =
            SocketChannel.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), sink.port()))) {
      chunks.send(channel, Integer.parseInt(arguments[1]));
      long start = System.nanoTime();
      long sent = chunks.send(channel, Integer.parseInt(arguments[0]));
      Figures figures = new Figures();
      figures.put("arrived", sent);
      figures.put("seconds", (System.nanoTime() - start) / 1e9);
      figures.print();
    }
  }

  private long send(SocketChannel channel, int atLeast) throws IOException {
    InputStream in = channel.socket().getInputStream();
    byte[] ack = new byte[6 + 1 + CHUNK.length()];
    long sent = 0;
    while (sent < atLeast) {
      message.flip();
      while (message.hasRemaining()) {
        channel.write(message);
      }
      if (in.readNBytes(ack, 0, ack.length) < ack.length) {
        throw new IOException("no ack");
      }
      sent += events;
    }
    return sent;
  }
}
