package io.emp.logging;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A throwable as it is told: its class, message and frames, causes and suppressed ones. Read from a
 * {@link Throwable}, or from what Logback keeps of one.
 */
interface Failure {

  String className();

  @Nullable String message();

  /** How many frames it has. */
  int frameCount();

  /** The frame of an index: 0 is where it was thrown. */
  Frame frame(int index);

  /** How many frames at the end are the same as those of the throwable this one is the cause of. */
  int commonFrames();

  @Nullable Failure cause();

  List<Failure> suppressed();

  /** What was thrown, where it is still known: Logback may have got only a copy of its text. */
  @Nullable Throwable thrown();

  /** What tells two of them apart when a chain goes round in circles. */
  Object identity();
}
