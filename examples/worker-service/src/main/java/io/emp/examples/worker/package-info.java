/**
 * A worker service that makes thumbnails and tells each job's life to a collector.
 *
 * <p>{@link io.emp.examples.worker.WorkerService} is the program. Its {@code ThumbnailWorker}s take
 * {@code ThumbnailJob}s off a queue and run each in its own scope; {@code ImageFiles} does the work
 * and knows nothing of jobs. {@code Telemetry} is where the events go and how many arrived, {@code
 * TroublePrinter} how the logging system's own troubles reach a person, and {@code Summary} what is
 * printed at the end.
 */
@NullMarked
package io.emp.examples.worker;

import org.jspecify.annotations.NullMarked;
