/**
 * A Logback appender that delivers events to Fluentd or Fluent Bit.
 *
 * <p>{@link io.emp.logging.fluent.FluentAppender} is where to start. The way of an event, in the
 * order in which to read:
 *
 * <ol>
 *   <li>{@code FluentAppender}: the log call, on the caller's thread; {@code FluentSettings} is
 *       what it was told
 *   <li>{@code MessagePackWriter}: the event as one entry of a Forward message
 *   <li>{@code ChunkBuffer}: the entry copied into the open {@code Chunk}, which is one message
 *       when it is sealed; here the caller's part ends, without I/O and without a wait
 *   <li>{@code Delivery}: one thread, which takes chunks in order and tries each until the
 *       collector has it, waiting a {@code Backoff} between tries and telling {@code
 *       DeliveryReport} what happens
 *   <li>{@code ChunkSender}: returns once the collector has taken the chunk; {@code ForwardSender}
 *       keeps a {@code ForwardConnection}, which writes the chunk as it lies and reads the
 *       acknowledgement
 *   <li>{@code ChunkBuffer} again: the acknowledged chunk is counted and reused
 * </ol>
 */
@NullMarked
package io.emp.logging.fluent;

import org.jspecify.annotations.NullMarked;
