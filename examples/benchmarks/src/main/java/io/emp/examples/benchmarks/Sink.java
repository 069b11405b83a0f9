package io.emp.examples.benchmarks;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A collector on loopback that does as little as one can: it counts events, acknowledges what asks
 * for it, and forgets. It understands Forward messages and lines, and can have a {@link Fault}.
 *
 * <p>Its threads' processor time is told apart, so that it is not counted as the sender's.
 */
final class Sink implements Closeable {

  private static final int BUFFER_BYTES = 256 * 1024;
  private static final byte[] ACK =
      new byte[] {(byte) 0x81, (byte) 0xA3, 'a', 'c', 'k', (byte) 0xD9};

  private final Fault fault;
  private final ServerSocket server = new ServerSocket();
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong endedNanos = new AtomicLong();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  Sink(Fault fault) throws IOException {
    this.fault = fault;
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    if (fault == Fault.ABSENT) {
      server.close();
    } else {
      start(this::accept);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many events have arrived whole. */
  long events() {
    return events.get();
  }

  /** How many bytes these took on the wire. */
  long bytes() {
    return bytes.get();
  }

  /** The processor time of all its threads so far. */
  long cpuNanos() {
    long sum = endedNanos.get();
    for (Thread thread : threads) {
      long time = ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
      sum += Math.max(0, time);
    }
    return sum;
  }

  private void start(Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              threads.add(Thread.currentThread());
              try {
                work.run();
              } finally {
                endedNanos.addAndGet(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
                threads.remove(Thread.currentThread());
              }
            },
            "sink");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        start(() -> serve(socket));
      } catch (IOException e) {
        // Closed; or the peer was gone already.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      if (fault == Fault.STALLED) {
        closed.await();
        return;
      }
      Input in = new Input(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      if (in.peek() == '{') {
        lines(in);
        return;
      }
      while (true) {
        message(in, out);
        if (fault == Fault.RESETTING) {
          socket.setSoLinger(true, 0);
          return;
        }
      }
    } catch (EOFException | SocketException e) {
      // The other side has ended.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lines(Input in) throws IOException {
    while (true) {
      long before = in.taken();
      in.skipLine();
      bytes.addAndGet(in.taken() - before);
      events.incrementAndGet();
    }
  }

  /** {@code [tag, entries, option]}, {@code [tag, time, record]} or with an option behind. */
  private void message(Input in, OutputStream out) throws IOException, InterruptedException {
    long before = in.taken();
    int parts = in.arrayHeader();
    in.skipValue();
    long count = 1;
    int left = parts - 1;
    if (in.isContainer()) {
      count = in.entries();
      left--;
    } else {
      // Time and record.
      in.skipValue();
      in.skipValue();
      left -= 2;
    }
    byte[] chunk = left > 0 ? in.chunkOfOption() : null;
    if (fault == Fault.SILENT) {
      return;
    }
    if (fault == Fault.SLOW && closed.await(500, TimeUnit.MILLISECONDS)) {
      return;
    }
    if (chunk != null && fault != Fault.RESETTING) {
      byte[] ack = new byte[ACK.length + 1 + chunk.length];
      System.arraycopy(ACK, 0, ack, 0, ACK.length);
      ack[ACK.length] = (byte) chunk.length;
      System.arraycopy(chunk, 0, ack, ACK.length + 1, chunk.length);
      out.write(ack);
    }
    bytes.addAndGet(in.taken() - before);
    events.addAndGet(count);
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** MessagePack, of which nearly everything is skipped. */
  private static final class Input {
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    private long filled;

    Input(InputStream in) {
      this.in = in;
    }

    /** How many bytes were taken so far. */
    long taken() {
      return filled - (end - at);
    }

    private void fill() throws IOException {
      at = 0;
      end = 0;
      int count = in.read(buffer);
      if (count < 0) {
        throw new EOFException();
      }
      end = count;
      filled += count;
    }

    int peek() throws IOException {
      while (at == end) {
        fill();
      }
      return buffer[at] & 0xFF;
    }

    int next() throws IOException {
      int next = peek();
      at++;
      return next;
    }

    long number(int size) throws IOException {
      long value = 0;
      for (int i = 0; i < size; i++) {
        value = value << 8 | next();
      }
      return value;
    }

    void skip(long count) throws IOException {
      long left = count;
      while (left > end - at) {
        left -= end - at;
        fill();
      }
      at += (int) left;
    }

    void skipLine() throws IOException {
      while (next() != '\n') {
        // Nothing in it matters.
      }
    }

    int arrayHeader() throws IOException {
      int type = next();
      if (type >> 4 == 0x9) {
        return type & 0xF;
      }
      if (type == 0xDC || type == 0xDD) {
        return (int) number(type == 0xDC ? 2 : 4);
      }
      throw new IOException("no array: 0x" + Integer.toHexString(type));
    }

    /** Whether an array, a string or a binary follows: the entries, and not a time. */
    boolean isContainer() throws IOException {
      int type = peek();
      return type >> 4 == 0x9
          || type >> 5 == 0x5
          || type >= 0xC4 && type <= 0xC6
          || type >= 0xD9 && type <= 0xDD;
    }

    /** Skips entries, in an array or packed one behind the other, and counts them. */
    long entries() throws IOException {
      int type = peek();
      long count = 0;
      if (type >> 4 == 0x9 || type == 0xDC || type == 0xDD) {
        count = arrayHeader();
        skipValues(count);
        return count;
      }
      next();
      long length = type >> 5 == 0x5 ? type & 0x1F : number(sizeOfLength(type));
      long last = taken() + length;
      while (taken() < last) {
        skipValue();
        count++;
      }
      return count;
    }

    private static int sizeOfLength(int type) {
      return 1 << (type <= 0xC6 ? type - 0xC4 : type - 0xD9);
    }

    /** What is to be acknowledged; null where nothing is. */
    byte @Nullable [] chunkOfOption() throws IOException {
      int type = next();
      int entries = type == 0xC0 ? 0 : type & 0xF;
      byte[] chunk = null;
      for (int i = 0; i < entries; i++) {
        String key = new String(bytes(), StandardCharsets.UTF_8);
        if (key.equals("chunk")) {
          chunk = bytes();
        } else {
          skipValue();
        }
      }
      return chunk;
    }

    private byte[] bytes() throws IOException {
      int type = next();
      byte[] bytes = new byte[type >> 5 == 0x5 ? type & 0x1F : (int) number(sizeOfLength(type))];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) next();
      }
      return bytes;
    }

    void skipValue() throws IOException {
      int type = next();
      if (type < 0x80 || type >= 0xE0) {
        return;
      }
      if (type < 0x90) {
        skipValues(2L * (type & 0xF));
      } else if (type < 0xA0) {
        skipValues(type & 0xF);
      } else if (type < 0xC0) {
        skip(type & 0x1F);
      } else {
        switch (type) {
          case 0xC0, 0xC2, 0xC3 -> {}
          case 0xC4, 0xD9 -> skip(number(1));
          case 0xC5, 0xDA -> skip(number(2));
          case 0xC6, 0xDB -> skip(number(4));
          case 0xC7 -> skip(number(1) + 1);
          case 0xC8 -> skip(number(2) + 1);
          case 0xC9 -> skip(number(4) + 1);
          case 0xCA -> skip(4);
          case 0xCB -> skip(8);
          case 0xCC, 0xD0 -> skip(1);
          case 0xCD, 0xD1 -> skip(2);
          case 0xCE, 0xD2 -> skip(4);
          case 0xCF, 0xD3 -> skip(8);
          case 0xD4, 0xD5, 0xD6, 0xD7, 0xD8 -> skip(1 + (1L << (type - 0xD4)));
          case 0xDC -> skipValues(number(2));
          case 0xDD -> skipValues(number(4));
          case 0xDE -> skipValues(2 * number(2));
          case 0xDF -> skipValues(2 * number(4));
          default -> throw new IOException("no MessagePack: 0x" + Integer.toHexString(type));
        }
      }
    }

    private void skipValues(long count) throws IOException {
      for (long i = 0; i < count; i++) {
        skipValue();
      }
    }
  }
}
