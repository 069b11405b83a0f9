package io.emp.logging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.Reporter;

/** Asks the classifiers of a logger, then those that the class path brings. */
final class ErrorClassifiers {

  /** For events that are not a {@link ConnectorLogger}'s. */
  static final ErrorClassifiers PROVIDED = new ErrorClassifiers(List.of());

  /** Known once the class path was asked, which runs code of others and is guarded as such. */
  private static volatile boolean noneProvided;

  private final List<Guarded> own;

  ErrorClassifiers(List<ErrorClassifier> own) {
    this.own = own.stream().map(Guarded::new).toList();
  }

  /** Those of the class path, read when the first throwable is told. */
  private static final class Provided {
    private static final List<Guarded> ALL =
        Services.load(ErrorClassifier.class).stream().map(Guarded::new).toList();
  }

  /**
   * The first answer there is: of each classifier about the throwable, then about its causes. Null
   * where none of them knows, or one is being asked already.
   */
  @Nullable String classify(Throwable thrown) {
    if (noneProvided && own.isEmpty()) {
      return null;
    }
    return ForeignCode.ask(
        () -> {
          if (Provided.ALL.isEmpty()) {
            noneProvided = true;
            if (own.isEmpty()) {
              return null;
            }
          }
          List<Throwable> chain = chain(thrown);
          String type = first(own, chain);
          return type == null ? first(Provided.ALL, chain) : type;
        });
  }

  /** Each once, from the outermost. */
  private static List<Throwable> chain(Throwable thrown) {
    Set<Throwable> chain = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> inOrder = new ArrayList<>();
    Throwable next = thrown;
    try {
      while (next != null && inOrder.size() < ErrorType.MAX_CAUSES && chain.add(next)) {
        inOrder.add(next);
        next = next.getCause();
      }
    } catch (Throwable t) {
      // It does not tell its cause.
    }
    return inOrder;
  }

  private static @Nullable String first(List<Guarded> classifiers, List<Throwable> chain) {
    for (Guarded classifier : classifiers) {
      for (Throwable thrown : chain) {
        String type = classifier.classify(thrown);
        if (type != null) {
          return type;
        }
      }
    }
    return null;
  }

  /** One of them, whatever it does. */
  static final class Guarded {
    private final ErrorClassifier classifier;
    private final AtomicBoolean toldOfAnswer = new AtomicBoolean();
    private final AtomicBoolean toldOfFailure = new AtomicBoolean();

    Guarded(ErrorClassifier classifier) {
      this.classifier = classifier;
    }

    @Nullable String classify(Throwable thrown) {
      try {
        String type = classifier.classify(thrown);
        if (type == null || ErrorType.NAMES.contains(type)) {
          return type;
        }
        if (!toldOfAnswer.getAndSet(true)) {
          Reporter.warn(
              name()
                  + " answers \""
                  + type.substring(0, Math.min(type.length(), 64))
                  + "\", which is no error_type; its answer is not used, and this told once. Let it"
                  + " answer null or one of "
                  + ErrorType.NAMES);
        }
      } catch (Throwable t) {
        if (!toldOfFailure.getAndSet(true)) {
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
