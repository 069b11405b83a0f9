package io.emp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What class loaders know is made, each class once, whatever else they say. */
class ServicesTest {

  /** Named in the files. */
  public static class One implements Supplier<String> {
    @Override
    public String get() {
      return getClass().getSimpleName();
    }
  }

  public static final class Two extends One {}

  public static final class Broken extends One {
    public Broken() {
      throw new AssertionError("no configuration");
    }
  }

  @TempDir @Nullable Path directory;

  private ClassLoader naming(String name, String... services) throws Exception {
    Path root = Objects.requireNonNull(directory).resolve(name);
    Path files = Files.createDirectories(root.resolve("META-INF/services"));
    Files.write(files.resolve(Supplier.class.getName()), List.of(services));
    return new URLClassLoader(new URL[] {url(root)}, getClass().getClassLoader());
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toUri().toURL();
  }

  private static List<String> made(@Nullable ClassLoader... loaders) {
    List<String> names = new ArrayList<>();
    for (Supplier<?> one : Services.load(Supplier.class, Arrays.asList(loaders))) {
      names.add(String.valueOf(one.get()));
    }
    return names;
  }

  @Test
  void whatEitherLoaderKnowsIsMadeAndWhatBothKnowOnce() throws Exception {
    ClassLoader first = naming("first", One.class.getName());
    ClassLoader second = naming("second", One.class.getName(), Two.class.getName());
    assertThat(made(first, second)).containsExactlyInAnyOrder("One", "Two");
    assertThat(made(second, first)).containsExactlyInAnyOrder("One", "Two");
    assertThat(made(first, first)).containsExactly("One");
    assertThat(made(null, first)).containsExactly("One");
  }

  @Test
  void oneThatCannotBeMadeHarmsNoOther() throws Exception {
    ClassLoader loader =
        naming(
            "all", "no.such.One", Broken.class.getName(), "java.lang.String", Two.class.getName());
    assertThat(made(loader, naming("other", One.class.getName())))
        .containsExactlyInAnyOrder("Two", "One");
  }

  @Test
  void whatBothLoadersFailOverIsToldOnce() throws Exception {
    ClassLoader parent = naming("parent", "no.such.One");
    ClassLoader child = new URLClassLoader(new URL[0], parent);
    PrintStream before = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
      assertThat(made(child, parent)).isEmpty();
    } finally {
      System.setErr(before);
    }
    assertThat(told.toString(StandardCharsets.UTF_8)).containsOnlyOnce("cannot be made");
  }

  @Test
  void aLoaderThatThrowsHarmsNoOther() throws Exception {
    ClassLoader hostile =
        new ClassLoader(null) {
          @Override
          public Enumeration<URL> getResources(String name) {
            throw new IllegalStateException("closed");
          }
        };
    assertThat(made(hostile, naming("other", One.class.getName()))).containsExactly("One");
    assertThat(made(hostile)).isEmpty();
  }
}
