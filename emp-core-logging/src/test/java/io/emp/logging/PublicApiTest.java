package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What others can call is what the checked-in list says, so that no change of it goes unseen. */
class PublicApiTest {

  private static final Path LIST = Path.of("src", "test", "resources", "public-api.txt");

  @Test
  void thePublicApiIsAsListed() throws Exception {
    List<String> actual = publicApi();
    if (Boolean.getBoolean("api.update")) {
      Files.createDirectories(LIST.getParent());
      Files.write(LIST, actual);
    }
    assertThat(actual)
        .as(
            "the public API; if the change is meant, run the tests with -Dapi.update=true and"
                + " commit %s",
            LIST)
        .isNotEmpty()
        .isEqualTo(Files.readAllLines(LIST));
  }

  private static List<String> publicApi() throws IOException, URISyntaxException {
    Path classes =
        Path.of(ConnectorLogger.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String packageName = ConnectorLogger.class.getPackageName();
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.list(classes.resolve(packageName.replace('.', '/')))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        if (!name.equals("package-info")) {
          types.add(type(packageName + "." + name));
        }
      }
    }
    List<String> lines = new ArrayList<>();
    for (Class<?> type : types) {
      if (isReachable(type)) {
        lines.add(describe(type));
        lines.addAll(members(type));
      }
    }
    return lines;
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name, false, PublicApiTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isReachable(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return isVisible(type.getModifiers()) && (outer == null || isReachable(outer));
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String describe(Class<?> type) {
    StringBuilder text = new StringBuilder(type.isSealed() ? "sealed " : "");
    text.append(Modifier.toString(type.getModifiers()));
    if (!type.isInterface()) {
      text.append(type.isRecord() ? " record" : type.isEnum() ? " enum" : " class");
    }
    text.append(' ').append(type.getName());
    if (type.getSuperclass() != null && type.getSuperclass() != Object.class) {
      text.append(" extends ").append(type.getGenericSuperclass().getTypeName());
    }
    if (type.getInterfaces().length > 0) {
      text.append(
          Arrays.stream(type.getGenericInterfaces())
              .map(java.lang.reflect.Type::getTypeName)
              .collect(Collectors.joining(", ", " implements ", "")));
    }
    return text.toString();
  }

  /** Sorted, each on a line of its own. */
  private static Set<String> members(Class<?> type) {
    Set<String> lines = new TreeSet<>();
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      add(lines, constructor, constructor.toGenericString());
    }
    for (Method method : type.getDeclaredMethods()) {
      add(lines, method, method.toGenericString());
    }
    for (Field field : type.getDeclaredFields()) {
      add(lines, field, field.toGenericString());
    }
    return lines;
  }

  private static void add(Set<String> lines, Member member, String text) {
    if (isVisible(member.getModifiers()) && !member.isSynthetic()) {
      lines.add("  " + text);
    }
  }
}
