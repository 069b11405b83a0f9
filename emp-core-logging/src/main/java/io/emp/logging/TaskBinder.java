package io.emp.logging;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Gives tasks what the submitting thread has. Called on that thread. */
interface TaskBinder {

  Runnable wrap(Runnable task);

  <T extends @Nullable Object> Callable<T> wrap(Callable<T> task);
}
