package io.emp.logging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.Reporter;

/**
 * Makes what is named in {@code META-INF/services}. The context class loader of the thread that
 * asks first need not see the SDK's own class path, nor the SDK's class loader that of an
 * application: both are asked, and what both know is made once.
 */
final class Services {

  /** A class path that cannot be read may fail for ever. */
  private static final int MAX_FAILURES = 64;

  private Services() {}

  /**
   * Those of the thread's class loader before those of the SDK's. One that cannot be made is told
   * of, and those after it are made all the same.
   */
  static <S> List<S> load(Class<S> service) {
    return load(
        service,
        Arrays.asList(
            Thread.currentThread().getContextClassLoader(), Services.class.getClassLoader()));
  }

  static <S> List<S> load(Class<S> service, List<@Nullable ClassLoader> loaders) {
    List<S> made = new ArrayList<>();
    Set<String> known = new HashSet<>();
    Set<String> told = new HashSet<>();
    for (ClassLoader loader : new LinkedHashSet<>(loaders)) {
      addTo(made, service, loader, known, told);
    }
    return List.copyOf(made);
  }

  private static <S> void addTo(
      List<S> made,
      Class<S> service,
      @Nullable ClassLoader loader,
      Set<String> known,
      Set<String> told) {
    Iterator<ServiceLoader.Provider<S>> named =
        ServiceLoader.load(service, loader).stream().iterator();
    for (int failures = 0; failures < MAX_FAILURES; ) {
      try {
        if (!named.hasNext()) {
          return;
        }
        ServiceLoader.Provider<S> one = named.next();
        if (!known.contains(one.type().getName())) {
          made.add(one.get());
          known.add(one.type().getName());
        }
      } catch (Throwable t) {
        failures++;
        // Two class loaders may fail over the same line of the same file.
        if (told.add(String.valueOf(t))) {
          Reporter.error(
              "A "
                  + service.getName()
                  + " named in META-INF/services cannot be made and is not used. It needs a public"
                  + " class with a public constructor without parameters",
              t);
        }
      }
    }
  }
}
