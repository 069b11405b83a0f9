package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * A step of a job, as a child span of the job's that is current while the step runs. Without
 * OpenTelemetry it does nothing. No method throws.
 *
 * <p>A step's name is the name of its span: of a few words of the program, never of an id. The
 * constants are those of the steps that workers have in common.
 *
 * <p>Close it once, on the thread that started it; try-with-resources does. On another thread,
 * closing ends the span alone. Any thread may call the other methods.
 */
public abstract sealed class JobStep implements AutoCloseable permits NoStep, OpenTelemetryJobStep {

  /** A request to another service; its span is of the kind CLIENT, all others are INTERNAL. */
  public static final String HTTP_REQUEST = "process.http_request";

  /** A model is fetched. */
  public static final String MODEL_DOWNLOAD = "process.model_download";

  /** An image is made. */
  public static final String IMAGE_GENERATION = "process.image_generation";

  /** A result is stored. */
  public static final String UPLOAD = "process.upload";

  JobStep() {}

  /**
   * Describes the step. The same key again replaces the value; what comes after the close is
   * ignored.
   *
   * @param key an attribute's name, cut to 128 characters; null or blank for none
   * @param value a text, an integer of up to 64 bits, a float or double, or a truth value, in its
   *     own form; anything else by its text. Texts are cut to 1024 characters; null, NaN and
   *     infinities are left out
   * @return this
   */
  public abstract JobStep attribute(@Nullable String key, @Nullable Object value);

  /**
   * Tells that the step failed: its span has the status ERROR, and what was thrown as an event.
   *
   * @param thrown why; null where nothing was thrown
   */
  public abstract void failed(@Nullable Throwable thrown);

  /** Ends the step. The second time it does nothing. */
  @Override
  public abstract void close();
}
