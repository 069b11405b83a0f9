package io.emp.logging.fluent;

/**
 * A thread of the module's own. What is logged on one, by a library it calls, is of our own doing
 * and is never appended: else a failing delivery would log its way into the buffer it fails to
 * empty.
 */
final class EngineThread extends Thread {

  EngineThread(Runnable work, String name) {
    super(work, name);
    setDaemon(true);
  }

  static boolean isCurrent() {
    return Thread.currentThread() instanceof EngineThread;
  }
}
