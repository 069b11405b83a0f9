/**
 * A job queue on Redis whose jobs can be followed by all five tracks, to copy from.
 *
 * <ol>
 *   <li>{@code Submitter} puts a job into {@code RedisJobQueue}, its trace with it
 *   <li>{@code QueueWorker} claims it, in another process, and does it under {@code withJobContext}
 *   <li>{@code JobBoard} and {@code RedisEventPublisher} are told what happens to it
 * </ol>
 */
@NullMarked
package io.emp.examples.tracks;

import org.jspecify.annotations.NullMarked;
