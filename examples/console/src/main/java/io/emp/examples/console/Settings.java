package io.emp.examples.console;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the console was told, checked. {@link Option} says what each means.
 *
 * @param httpPort null for no HTTP input
 */
record Settings(
    InetAddress address,
    int port,
    int forwardPort,
    @Nullable Integer httpPort,
    @Nullable String sharedKey,
    Set<String> names,
    Path directory,
    long maxEvents,
    long maxBytes,
    Duration stuckAfter,
    Duration queryTime) {

  private static final int MAX_PORT = 65_535;

  /**
   * @param directory where the events are kept if the environment does not say
   */
  static Settings of(Map<String, String> environment, @Nullable String directory)
      throws UsageException {
    Options options = new Options(environment);
    String sharedKey = options.text(Option.CONSOLE_SHARED_KEY);
    boolean toldDirectory = environment.containsKey(Option.CONSOLE_DIRECTORY.name());
    return new Settings(
        options.address(),
        options.port(Option.CONSOLE_PORT),
        options.port(Option.CONSOLE_FORWARD_PORT),
        options.text(Option.CONSOLE_HTTP_PORT).equals("off")
            ? null
            : options.port(Option.CONSOLE_HTTP_PORT),
        sharedKey.isEmpty() ? null : sharedKey,
        Arrays.stream(options.text(Option.CONSOLE_NAMES).toLowerCase(Locale.ROOT).split(",", -1))
            .map(String::strip)
            .collect(Collectors.toUnmodifiableSet()),
        Path.of(
            directory == null || toldDirectory
                ? options.text(Option.CONSOLE_DIRECTORY)
                : directory),
        options.number(Option.CONSOLE_MAX_EVENTS, 1000, Integer.MAX_VALUE),
        options.number(Option.CONSOLE_MAX_MEGABYTES, 64, Integer.MAX_VALUE) << 20,
        Duration.ofSeconds(options.number(Option.CONSOLE_STUCK_SECONDS, 1, Integer.MAX_VALUE)),
        Duration.ofSeconds(options.number(Option.CONSOLE_QUERY_SECONDS, 1, 3600)));
  }

  /** Where a client in this machine finds the ports. */
  InetAddress reachableAddress() {
    return address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
  }

  private record Options(Map<String, String> environment) {

    String text(Option option) {
      return option.in(environment);
    }

    InetAddress address() throws UsageException {
      try {
        return InetAddress.getByName(text(Option.CONSOLE_HOST));
      } catch (UnknownHostException e) {
        throw new UsageException("CONSOLE_HOST is no address: " + text(Option.CONSOLE_HOST));
      }
    }

    int port(Option option) throws UsageException {
      return (int) number(option, 0, MAX_PORT);
    }

    long number(Option option, long least, long most) throws UsageException {
      String text = text(option);
      try {
        long number = Long.parseLong(text);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new UsageException(
          "%s is %s, which is no number from %d to %d".formatted(option, text, least, most));
    }
  }
}
