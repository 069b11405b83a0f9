package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PublicTypesTest {

  @Test
  void thePublicTypesAreAsListed() throws IOException, URISyntaxException {
    Path classes =
        Path.of(FluentAppender.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve("io/emp/logging/fluent");
    List<String> types;
    try (Stream<Path> files = Files.list(classes)) {
      types =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
              .map(name -> load(name.substring(0, name.length() - ".class".length())))
              .filter(PublicTypesTest::isPublic)
              .map(Class::getName)
              .sorted()
              .toList();
    }
    String listed;
    try (var in = Objects.requireNonNull(getClass().getResourceAsStream("/public-types.txt"))) {
      listed = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    assertThat(types).as("src/test/resources/public-types.txt").isEqualTo(listed.lines().toList());
  }

  /** What is nested in a type that is not public can be used by nobody, whatever it says. */
  private static boolean isPublic(Class<?> type) {
    Class<?> enclosing = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers()) && (enclosing == null || isPublic(enclosing));
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName("io.emp.logging.fluent." + name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
