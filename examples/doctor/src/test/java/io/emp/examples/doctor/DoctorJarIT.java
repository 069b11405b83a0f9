package io.emp.examples.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.emp.examples.collector.CollectedEvent;
import io.emp.examples.collector.ForwardCollector;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The doctor, started from jars by the commands of {@code docs/doctor.md}. */
@Timeout(90)
class DoctorJarIT {

  private static final String LOADER = "spring-boot-loader";

  @TempDir private Path directory;
  private final List<CollectedEvent> collected = new CopyOnWriteArrayList<>();
  private ForwardCollector collector;

  @BeforeEach
  void listen() throws IOException {
    collector = ForwardCollector.start(0, collected::add);
  }

  @AfterEach
  void stopListening() {
    collector.close();
  }

  @Test
  void theJarNeedsNothingElse() throws Exception {
    Path config = Files.writeString(directory.resolve("logback.xml"), configuration());

    String printed = run("-jar", System.getProperty("doctor.jar"), "--config", config.toString());

    assertThat(printed).contains("acknowledged after").contains("no problems");
    assertEventCame();
  }

  @Test
  void theLauncherOfSpringBootStartsItInAServicesFatJar() throws Exception {
    Path service = fatJar();

    String printed =
        run(
            "-cp",
            service.toString(),
            "-Dloader.main=io.emp.logging.fluent.Doctor",
            "org.springframework.boot.loader.launch.PropertiesLauncher");

    assertThat(printed)
        .contains("BOOT-INF/classes/!/logback.xml: read, with 1 FluentAppender in use")
        .contains("acknowledged after")
        .contains("no problems");
    assertEventCame();
  }

  private void assertEventCame() {
    assertThat(collected)
        .extracting(event -> event.fields().get("event_type"))
        .containsExactly("service_doctor");
  }

  private String configuration() {
    return """
    <configuration>
      <appender name="FLUENTD" class="io.emp.logging.fluent.FluentAppender">
        <endpoints>127.0.0.1:%d</endpoints>
      </appender>
      <root level="INFO"><appender-ref ref="FLUENTD"/></root>
    </configuration>
    """
        .formatted(collector.port());
  }

  /** What it prints; it has to exit with 0. */
  private String run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("FLUENTD_"));
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String printed = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(printed).isZero();
    return printed;
  }

  /** The launcher's classes in front, the service's in a folder, its libraries as they are. */
  private Path fatJar() throws IOException {
    Path jar = directory.resolve("service.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path library : libraries()) {
        if (library.getFileName().toString().startsWith(LOADER)) {
          copyClasses(library, out);
        } else {
          store(out, "BOOT-INF/lib/" + library.getFileName(), Files.readAllBytes(library));
        }
      }
      out.putNextEntry(new JarEntry("BOOT-INF/classes/"));
      store(out, "BOOT-INF/classes/logback.xml", configuration().getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private static List<Path> libraries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .filter(entry -> entry.matches(".*(emp-core|slf4j|logback-c|" + LOADER + ").*"))
        .map(Path::of)
        .toList();
  }

  private static void copyClasses(Path library, JarOutputStream out) throws IOException {
    try (InputStream file = Files.newInputStream(library);
        JarInputStream in = new JarInputStream(file)) {
      for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
        if (entry.getName().endsWith(".class")) {
          store(out, entry.getName(), in.readAllBytes());
        }
      }
    }
  }

  /** The launcher reads only libraries that are not compressed. */
  private static void store(JarOutputStream out, String name, byte[] bytes) throws IOException {
    JarEntry entry = new JarEntry(name);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    entry.setMethod(JarEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }
}
