package io.emp.logging.fluent;

import java.io.IOException;
import java.util.function.Consumer;

/** One thing that the doctor looks at. */
interface Check {

  /**
   * Looks, and tells what it finds at once, so that it is not lost where time runs out.
   *
   * @throws IOException where the check itself failed, which is told too
   */
  void run(Consumer<Finding> found) throws IOException;
}
