package io.emp.logging;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.Reporter;

/** Asks the classifiers of a logger, then those that the class path brings. */
final class ErrorClassifiers {

  /** For events that are not a {@link ConnectorLogger}'s. */
  static final ErrorClassifiers PROVIDED = new ErrorClassifiers(List.of());

  /** A class path that cannot be read may fail for ever. */
  private static final int MAX_FAILURES = 64;

  private final List<Guarded> own;

  ErrorClassifiers(List<ErrorClassifier> own) {
    this.own = own.stream().map(Guarded::new).toList();
  }

  /** Those of the class path, read when the first throwable is told. */
  private static final class Provided {
    private static final List<Guarded> ALL = load(ServiceLoader.load(ErrorClassifier.class));
  }

  /**
   * What can be made of them: one that cannot is told of, and those after it are made all the same.
   */
  static List<Guarded> load(Iterable<ErrorClassifier> loader) {
    List<Guarded> found = new ArrayList<>();
    Iterator<ErrorClassifier> classifiers = loader.iterator();
    for (int failures = 0; failures < MAX_FAILURES; ) {
      try {
        if (!classifiers.hasNext()) {
          break;
        }
        found.add(new Guarded(classifiers.next()));
      } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
        failures++;
        Reporter.error(
            "An "
                + ErrorClassifier.class.getName()
                + " named in META-INF/services cannot be made and is not asked. It needs a public"
                + " class with a public constructor without parameters",
            e);
      }
    }
    return List.copyOf(found);
  }

  /** The first answer there is; null where none of them knows, or one is being asked already. */
  @Nullable String classify(Throwable thrown) {
    return ForeignCode.ask(
        () -> {
          String type = first(own, thrown);
          return type == null ? first(Provided.ALL, thrown) : type;
        });
  }

  private static @Nullable String first(List<Guarded> classifiers, Throwable thrown) {
    for (Guarded classifier : classifiers) {
      String type = classifier.classify(thrown);
      if (type != null) {
        return type;
      }
    }
    return null;
  }

  /** One of them, whatever it does. */
  static final class Guarded {
    private final ErrorClassifier classifier;
    private final AtomicBoolean told = new AtomicBoolean();

    Guarded(ErrorClassifier classifier) {
      this.classifier = classifier;
    }

    @Nullable String classify(Throwable thrown) {
      try {
        String type = classifier.classify(thrown);
        if (type == null || ErrorType.NAMES.contains(type)) {
          return type;
        }
        if (!told.getAndSet(true)) {
          Reporter.warn(
              name()
                  + " answers \""
                  + type.substring(0, Math.min(type.length(), 64))
                  + "\", which is no error_type; its answer is not used, and this told once. Let it"
                  + " answer null or one of "
                  + ErrorType.NAMES);
        }
      } catch (Throwable t) {
        if (!told.getAndSet(true)) {
          Reporter.error(name() + " failed; its answer is not used, and this told once", t);
        }
      }
      return null;
    }

    private String name() {
      return "Error classifier " + classifier.getClass().getName();
    }
  }
}
