package io.emp.logging.fluent;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The answer to an HTTP/1.1 request (RFC 9112), as far as a sender of events has to know it. Its
 * head and its body are read up to {@value #MAX_HEAD_BYTES} bytes each.
 *
 * @param status the three digits
 * @param statusLine for messages: printable ASCII, cut
 * @param reusable whether the next request can go over the same connection: the answer was read to
 *     its end, and the peer keeps the connection
 */
record HttpResponse(int status, String statusLine, boolean reusable) {

  static final int MAX_HEAD_BYTES = 64 * 1024;
  static final int MAX_BODY_BYTES = 64 * 1024;

  /** Answers such as 100 Continue before the final one. */
  private static final int MAX_INTERIM = 8;

  private static final int MAX_TOLD = 120;
  private static final int MAX_LENGTH_DIGITS = 9;
  private static final byte[] PROTOCOL = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);

  /**
   * Reads the final answer.
   *
   * @param in buffered; the caller bounds the time
   * @throws EOFException where it ends before the head does
   * @throws ProtocolException where it is not HTTP
   * @throws IOException what the stream throws before the head is read; later the answer counts,
   *     and is only not reusable
   */
  static HttpResponse read(InputStream in) throws IOException {
    for (int i = 0; i <= MAX_INTERIM; i++) {
      Head head = new Head(in);
      if (head.status == 101 || head.status >= 200) {
        return new HttpResponse(
            head.status, told(head.statusLine), head.keepsConnection() && head.skipBody(in));
      }
    }
    throw new ProtocolException(
        "what answers does not speak HTTP: more than " + MAX_INTERIM + " interim answers");
  }

  private static String told(String line) {
    String printable = line.replaceAll("[^ -~]", "?");
    return printable.length() <= MAX_TOLD ? printable : printable.substring(0, MAX_TOLD) + "...";
  }

  private static ProtocolException notHttp(String what) {
    return new ProtocolException("what answers does not speak HTTP: " + what);
  }

  /** A status line and the headers that matter here. */
  private static final class Head {
    private final String statusLine;
    private final int status;
    private final Lines lines;
    private boolean keep;
    private boolean chunked;
    private boolean otherCoding;
    private long length = -1;
    private boolean badLength;

    Head(InputStream in) throws IOException {
      lines = new Lines(in, MAX_HEAD_BYTES);
      lines.expect(PROTOCOL);
      statusLine = "HTTP/1." + lines.next();
      if (!statusLine.matches("HTTP/1\\.[0-9] [1-9][0-9]{2}( .*)?")) {
        throw notHttp("\"" + told(statusLine) + "\"");
      }
      status = Integer.parseInt(statusLine.substring(9, 12));
      keep = !statusLine.startsWith("HTTP/1.0");
      for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
        header(line);
      }
    }

    private void header(String line) throws ProtocolException {
      int colon = line.indexOf(':');
      boolean folded = line.startsWith(" ") || line.startsWith("\t");
      if (colon < 0 && !folded) {
        throw notHttp("\"" + told(line) + "\"");
      }
      if (folded) {
        return; // The rest of a header that says nothing here.
      }
      String value = line.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
      switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "connection" -> connection(value);
        case "content-length" -> contentLength(value);
        case "transfer-encoding" -> {
          chunked = value.equals("chunked");
          otherCoding = !chunked;
        }
        default -> {
          // Says nothing here.
        }
      }
    }

    private void connection(String value) {
      for (String option : value.split(",", -1)) {
        switch (option.strip()) {
          case "close" -> keep = false;
          case "keep-alive" -> keep = true;
          default -> {
            // Says nothing here.
          }
        }
      }
    }

    private void contentLength(String value) {
      boolean number = value.matches("[0-9]{1," + MAX_LENGTH_DIGITS + "}");
      long told = number ? Long.parseLong(value) : -1;
      badLength |= !number || (length >= 0 && length != told);
      length = told;
    }

    boolean keepsConnection() {
      return keep && status != 101;
    }

    /** False where the end of the body cannot be told, or is too far. */
    boolean skipBody(InputStream in) {
      try {
        if (status == 204 || status == 304) {
          return true;
        }
        if (chunked) {
          return length < 0 && !badLength && skipChunks(in);
        }
        if (otherCoding || badLength || length < 0 || length > MAX_BODY_BYTES) {
          return false;
        }
        in.skipNBytes(length);
        return true;
      } catch (IOException e) {
        // The status is what counts; the connection is of no more use.
        return false;
      }
    }

    private static boolean skipChunks(InputStream in) throws IOException {
      Lines sizes = new Lines(in, MAX_BODY_BYTES);
      long total = 0;
      while (true) {
        String line = sizes.next();
        int extension = line.indexOf(';');
        String size = (extension < 0 ? line : line.substring(0, extension)).strip();
        if (!size.matches("[0-9a-fA-F]{1,7}")) {
          return false;
        }
        int bytes = Integer.parseInt(size, 16);
        total += bytes;
        if (total > MAX_BODY_BYTES) {
          return false;
        }
        if (bytes == 0) {
          return skipTrailer(sizes);
        }
        in.skipNBytes(bytes);
        if (!sizes.next().isEmpty()) {
          return false;
        }
      }
    }

    private static boolean skipTrailer(Lines lines) throws IOException {
      while (!lines.next().isEmpty()) {
        // What it says does not matter.
      }
      return true;
    }
  }

  /** Lines that end in LF or CRLF, of a bounded number of bytes in all. */
  private static final class Lines {
    private final InputStream in;
    private int left;

    Lines(InputStream in, int maxBytes) {
      this.in = in;
      this.left = maxBytes;
    }

    /** Fails at the first wrong byte, since a peer of another kind may never end a line. */
    void expect(byte[] bytes) throws IOException {
      for (byte expected : bytes) {
        int b = read();
        if (b != expected) {
          throw notHttp(String.format("a byte 0x%02X where %s begins", b, "HTTP/1."));
        }
      }
    }

    String next() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int b = read(); b != '\n'; b = read()) {
        line.append((char) b);
      }
      int end = line.length();
      if (end > 0 && line.charAt(end - 1) == '\r') {
        line.setLength(end - 1);
      }
      return line.toString();
    }

    private int read() throws IOException {
      if (left-- <= 0) {
        throw notHttp("lines without an end");
      }
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the collector closed the connection before it answered");
      }
      return b;
    }
  }
}
