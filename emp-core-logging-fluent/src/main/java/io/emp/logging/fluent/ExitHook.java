package io.emp.logging.fluent;

import org.jspecify.annotations.Nullable;

/** Work for the exit of the JVM. */
final class ExitHook {

  private ExitHook() {}

  /** Adds it; null where the JVM is exiting already. */
  static @Nullable Thread add(Runnable work) {
    Thread hook = new Thread(work, "emp-fluent-exit");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      return hook;
    } catch (IllegalStateException e) {
      // What is logged from here on is delivered if there is time.
      return null;
    }
  }

  /** Whether the JVM is exiting: then no hook can be added any more. */
  static boolean isExiting() {
    Thread probe = add(() -> {});
    remove(probe);
    return probe == null;
  }

  static void remove(@Nullable Thread hook) {
    if (hook == null) {
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is exiting: the hook runs, or has run.
    }
  }
}
