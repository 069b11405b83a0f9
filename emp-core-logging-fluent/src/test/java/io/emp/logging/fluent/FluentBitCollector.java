package io.emp.logging.fluent;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fluent Bit, where there is one on the PATH. It writes what it gets to a file. */
final class FluentBitCollector extends CollectorProcess {

  private static final String FILE = "out";
  private static final Pattern START = Pattern.compile("([^:]+): \\[(\\d+)\\.(\\d{9}), ");
  private static final MathContext PRINTED = new MathContext(16, RoundingMode.HALF_EVEN);

  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private long position;

  private final String input;
  private final String more;

  FluentBitCollector(Path directory) {
    this(directory, "forward", "");
  }

  /**
   * Fluent Bit with another input.
   *
   * @param input the plugin's name
   * @param more lines for its section
   */
  FluentBitCollector(Path directory, String input, String more) {
    super(directory);
    this.input = input;
    this.more = more;
  }

  @Override
  public void assumeInstalled() {
    assumeTrue(
        onPath("fluent-bit").isPresent(),
        "Fluent Bit is not tested: there is no fluent-bit on the PATH");
  }

  @Override
  List<String> command(int port) throws IOException {
    Path configuration = directory().resolve("fluent-bit.conf");
    Files.writeString(
        configuration,
        """
        [SERVICE]
            flush 0.1
            grace 1
            log_level error
        [INPUT]
            name %s
            listen 127.0.0.1
            port %s
            %s
        [OUTPUT]
            name file
            match *
            path %s
            file %s
        """
            .formatted(input, port, more.replace("\n", "\n    "), directory(), FILE));
    return List.of(onPath("fluent-bit").orElseThrow().toString(), "-c", configuration.toString());
  }

  /** Lines whose end is written; the file goes on in the next run. */
  @Override
  List<String> newLines() throws IOException {
    Path file = directory().resolve(FILE);
    if (!Files.exists(file)) {
      return List.of();
    }
    byte[] added;
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(position);
      added = new byte[Math.toIntExact(in.length() - position)];
      in.readFully(added);
    }
    position += added.length;
    begun.writeBytes(added);
    String text = begun.toString(StandardCharsets.ISO_8859_1);
    int end = text.lastIndexOf('\n') + 1;
    begun.reset();
    begun.writeBytes(text.substring(end).getBytes(StandardCharsets.ISO_8859_1));
    byte[] whole = text.substring(0, end).getBytes(StandardCharsets.ISO_8859_1);
    return new String(whole, StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  ReceivedEvent event(String line) throws IOException {
    Matcher start = START.matcher(line);
    if (!start.lookingAt() || !line.endsWith("]")) {
      throw new IOException("not an event: " + line);
    }
    return new ReceivedEvent(
        start.group(1),
        Instant.ofEpochSecond(Long.parseLong(start.group(2)), Long.parseLong(start.group(3))),
        ReceivedJson.object(line.substring(start.end(), line.length() - 1)));
  }

  /** Fluent Bit prints doubles with 16 digits, where some need 17. */
  @Override
  public Object comparable(Number number) {
    return number instanceof BigDecimal decimal ? (Object) printed(decimal) : number;
  }

  private static BigDecimal printed(BigDecimal given) {
    double value = given.doubleValue();
    // The largest double, so rounded, is too large for a double.
    BigDecimal exact = Double.isInfinite(value) ? given : new BigDecimal(value);
    return exact.round(PRINTED).stripTrailingZeros();
  }
}
