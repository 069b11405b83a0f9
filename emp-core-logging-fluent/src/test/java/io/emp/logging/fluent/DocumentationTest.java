package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.util.FileSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents say what the code does. */
class DocumentationTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void theTableOfPropertiesListsEachOneWithItsDefault() throws IOException {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    Matcher row =
        Pattern.compile("(?m)^\\| `(\\w+)` \\|([^|]*)\\|([^|]*)\\|([^|]*)\\|$")
            .matcher(read("docs/delivery.md"));
    while (row.find()) {
      rows.put(row.group(1), List.of(row.group(2).strip(), row.group(3).replace("`", "").strip()));
    }

    assertThat(rows.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(FluentAppender.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .filter(name -> name.startsWith("set"))
                .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4))
                .toList());
    assertThat(defaultOf(rows, "host")).isEqualTo(TransportConfiguration.DEFAULT_HOST);
    assertThat(defaultOf(rows, "port"))
        .isEqualTo(
            TransportConfiguration.DEFAULT_PORT
                + ", or "
                + TransportConfiguration.DEFAULT_HTTP_PORT
                + " for http");
    assertThat(defaultOf(rows, "tag")).isEqualTo(FluentConfiguration.DEFAULT_TAG);
    assertThat(size(defaultOf(rows, "chunkSize")))
        .isEqualTo(FluentConfiguration.DEFAULT_CHUNK_BYTES);
    assertThat(defaultOf(rows, "bufferSize"))
        .isEqualTo(
            text(FluentConfiguration.DEFAULT_MEMORY_BYTES)
                + " of memory, or a quarter of the largest heap where that is less; "
                + text(FluentConfiguration.DEFAULT_DISK_BYTES)
                + " of disk");
    Map<String, Duration> durations =
        Map.of(
            "flushInterval", FluentConfiguration.DEFAULT_FLUSH_INTERVAL,
            "blockTimeout", FluentConfiguration.DEFAULT_BLOCK_TIMEOUT,
            "shutdownTimeout", FluentConfiguration.DEFAULT_SHUTDOWN_TIMEOUT,
            "fallbackAfter", FluentConfiguration.DEFAULT_FALLBACK_AFTER,
            "ackTimeout", TransportConfiguration.DEFAULT_ACK_TIMEOUT,
            "connectTimeout", TransportConfiguration.DEFAULT_CONNECT_TIMEOUT,
            "maxConnectionAge", TransportConfiguration.DEFAULT_MAX_CONNECTION_AGE);
    durations.forEach(
        (property, duration) ->
            assertThat(millis(defaultOf(rows, property)))
                .as(property)
                .isEqualTo(duration.toMillis()));
    assertThat(read("docs/delivery.md"))
        .contains("| 320 KB to 1,000,000 bytes |")
        .contains("| " + ChunkHeader.MAX_TAG_BYTES + " bytes |");
    assertThat(FluentConfiguration.MIN_CHUNK_BYTES).isEqualTo(320 * 1024);
    assertThat(FluentConfiguration.MAX_CHUNK_BYTES).isEqualTo(1_000_000);
  }

  private static String text(long bytes) {
    long megabytes = bytes >> 20;
    return megabytes % 1024 == 0 ? megabytes / 1024 + " GB" : megabytes + " MB";
  }

  @Test
  void theTestsThatTheDocumentsNameAreThere() throws IOException {
    Matcher name = Pattern.compile("`(\\w+(?:Test|Contract))`").matcher(read("docs/delivery.md"));
    int named = 0;
    while (name.find()) {
      named++;
      assertThat(Path.of("src/test/java/io/emp/logging/fluent", name.group(1) + ".java")).exists();
    }
    assertThat(named).isGreaterThan(10);
  }

  @Test
  void everyReasonForADropIsExplained() throws IOException {
    for (DropReason reason : DropReason.values()) {
      assertThat(read("docs/delivery.md")).contains("| `" + reason + "` |");
    }
  }

  @Test
  void theSmallestConfigurationOfTheReadmeStarts() throws Exception {
    LoggerContext context = new LoggerContext();
    String xml =
        fences("README.md", "xml").stream()
            .filter(text -> text.startsWith("<configuration>"))
            .collect(Collectors.joining())
            // Without a collector a stop would wait for one.
            .replace(
                "FluentAppender\"/>",
                "FluentAppender\"><shutdownTimeout>1 millisecond</shutdownTimeout></appender>");

    assertStarts(context, xml, "FLUENTD", "CONSOLE");
  }

  @Test
  void theConfigurationWithTlsStarts(@TempDir Path directory) throws Exception {
    Path trust = directory.resolve("trust.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (OutputStream out = Files.newOutputStream(trust)) {
      store.store(out, "password".toCharArray());
    }
    LoggerContext context = new LoggerContext();
    context.putProperty("FLUENTD_SHARED_KEY", "key");
    context.putProperty("TRUST_STORE_PASSWORD", "password");
    String appender = fences("docs/delivery.md", "xml").get(0);
    String xml =
        "<configuration>"
            + appender.replace("file:/etc/worker/trust.p12", trust.toUri().toString())
            + "<root><appender-ref ref=\"FLUENTD\"/></root></configuration>";

    assertStarts(context, xml, "FLUENTD");
  }

  private static void assertStarts(LoggerContext context, String xml, String... appenders)
      throws JoranException {
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    try {
      for (String appender : appenders) {
        assertThat(context.getLogger("ROOT").getAppender(appender).isStarted()).isTrue();
      }
      assertThat(context.getStatusManager().getCopyOfStatusList())
          .noneMatch(status -> status.getEffectiveLevel() == Status.ERROR);
    } finally {
      context.stop();
    }
  }

  @Test
  void theDependenciesOfTheReadmeAreTheModulesOfThisVersion() throws IOException {
    String pom = read("pom.xml");
    Matcher version = Pattern.compile("<version>(.*?)</version>").matcher(pom);
    assertThat(version.find()).isTrue();

    String dependencies = fences("README.md", "xml").get(0);
    for (String module : List.of("emp-core-logging", "emp-core-logging-fluent")) {
      assertThat(pom).contains("<module>" + module + "</module>");
      assertThat(dependencies.replaceAll("\\s+", ""))
          .contains(
              "<groupId>io.emp</groupId><artifactId>%s</artifactId><version>%s</version>"
                  .formatted(module, version.group(1)));
    }
  }

  @Test
  void theJavaOfTheReadmeCompiles(@TempDir Path output) throws IOException {
    String body = String.join("\n", fences("README.md", "java"));
    String source =
        """
        import io.emp.logging.*;
        import java.awt.Image;
        import java.util.concurrent.Executor;
        class Snippet {
          static Image render() { return null; }
          static void snippet(Executor executor, String header) {
        %s
          }
        }
        """
            .formatted(body);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();

    boolean compiled =
        compiler
            .getTask(
                problems,
                null,
                null,
                List.of(
                    "-d",
                    output.toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-proc:none"),
                null,
                List.of(
                    new SimpleJavaFileObject(
                        URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
                      @Override
                      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                      }
                    }))
            .call();

    assertThat(compiled).as(problems.toString()).isTrue();
  }

  private static String defaultOf(Map<String, List<String>> rows, String property) {
    return rows.get(property).get(1);
  }

  private static long size(String text) {
    return FileSize.valueOf(text).getSize();
  }

  private static long millis(String text) {
    return ch.qos.logback.core.util.Duration.valueOf(text).getMilliseconds();
  }

  private static List<String> fences(String page, String language) throws IOException {
    return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```")
        .matcher(read(page))
        .results()
        .map(result -> result.group(1))
        .toList();
  }

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }
}
