package io.emp.logging.fluent;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fluentd, where there is one on the PATH. It writes what it gets to its output. */
final class FluentdCollector extends CollectorProcess {

  private static final String TAG_KEY = "fluentd tag";
  private static final String TIME_KEY = "fluentd time";

  private final String type;
  private final String more;

  FluentdCollector(Path directory) {
    this(directory, "forward", "");
  }

  /**
   * Fluentd with another input.
   *
   * @param type the plugin's
   * @param more lines for its section
   */
  FluentdCollector(Path directory, String type, String more) {
    super(directory);
    this.type = type;
    this.more = more;
  }

  @Override
  public void assumeInstalled() {
    assumeTrue(
        onPath("fluentd").isPresent(), "Fluentd is not tested: there is no fluentd on the PATH");
  }

  @Override
  List<String> command(int port) throws IOException {
    Path configuration = directory().resolve("fluentd.conf");
    Files.writeString(
        configuration,
        """
        <source>
          @type %s
          bind 127.0.0.1
          port %s
          %s
        </source>
        <label @FLUENT_LOG>
          <match **>
            @type null
          </match>
        </label>
        <match **>
          @type stdout
          <format>
            @type json
          </format>
          <inject>
            tag_key "%s"
            time_key "%s"
            time_type string
            time_format %%s.%%N
            localtime false
          </inject>
        </match>
        """
            .formatted(type, port, more, TAG_KEY, TIME_KEY));
    return List.of(
        onPath("fluentd").orElseThrow().toString(),
        "--no-supervisor",
        "-q",
        "-c",
        configuration.toString());
  }

  @Override
  @Nullable ReceivedEvent event(String line) throws IOException {
    if (!line.startsWith("{")) {
      return null; // Its own log.
    }
    Map<String, @Nullable Object> fields = ReceivedJson.object(line);
    if (fields.remove(TAG_KEY) instanceof String tag
        && fields.remove(TIME_KEY) instanceof String time) {
      int point = time.indexOf('.');
      return new ReceivedEvent(
          tag,
          Instant.ofEpochSecond(
              Long.parseLong(time.substring(0, point)), Long.parseLong(time.substring(point + 1))),
          fields);
    }
    throw new IOException("not an event: " + line);
  }
}
