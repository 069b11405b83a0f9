package io.emp.logging.fluent;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The contract over Fluentd itself. Skipped where there is none on the PATH. */
class FluentdTest extends CollectorContract {

  @Override
  ContractCollector collector(Path directory) {
    return new Fluentd(directory);
  }

  private static final class Fluentd extends CollectorProcess {

    private static final String TAG_KEY = "fluentd tag";
    private static final String TIME_KEY = "fluentd time";

    Fluentd(Path directory) {
      super(directory);
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
            @type forward
            bind 127.0.0.1
            port %d
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
              .formatted(port, TAG_KEY, TIME_KEY));
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
                Long.parseLong(time.substring(0, point)),
                Long.parseLong(time.substring(point + 1))),
            fields);
      }
      throw new IOException("not an event: " + line);
    }
  }
}
