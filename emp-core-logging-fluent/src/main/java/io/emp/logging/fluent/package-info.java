/**
 * A Logback appender that delivers events to Fluentd or Fluent Bit.
 *
 * <p>{@link io.emp.logging.fluent.FluentAppender} is where to start. The way of an event, in the
 * order in which to read:
 *
 * <ol>
 *   <li>{@code FluentAppender}: the properties, the log call, start and stop; {@code
 *       FluentConfiguration} and {@code TransportConfiguration} make {@code FluentSettings} of what
 *       it was told; {@code Engine} puts together all that follows
 *   <li>{@code MessagePackWriter}: the event as one entry of a Forward message, on the caller's
 *       thread
 *   <li>{@code ChunkBuffer}: the entry copied into the open {@code Chunk}, if its {@code
 *       Importance} finds room; here the caller's part ends, without I/O and without a wait
 *   <li>{@code ChunkQueue}: chunks in order, for the delivery thread
 *   <li>{@code Delivery}, on the {@code DeliveryThread}: each chunk sent until the collector has
 *       it, with a {@code Backoff} between tries; {@code Suspicion} and {@code RefusalNotice} find
 *       and set aside what a collector will not take, {@code LossNotice} tells downstream what was
 *       dropped, {@code Fallback} is for when nothing helps, {@code DeliveryReport} tells people
 *   <li>{@code ChunkSender}: returns once the collector has taken a batch. {@code Senders} chooses:
 *       {@code ForwardSender} (with {@code Handshake} and {@code ForwardConnection}), {@code
 *       HttpSender}, {@code FluentLoggerSender}; {@code FailoverSender} over several of them. All
 *       but the last use {@code Connection}, a socket with deadlines, made by {@code Connector},
 *       with {@code TlsLayer} where TLS is on
 *   <li>{@code ChunkQueue} again: the acknowledged chunk is counted and goes back to the {@code
 *       ChunkPool}
 * </ol>
 *
 * <p>Where chunks come from: {@code ChunkSupply}, on the {@code ChunkSupplyThread}, keeps the pool
 * filled from a {@code ChunkStore}, which is {@code MemoryChunkStore}, or {@code MappedChunkStore}
 * (files in a {@code RunDirectory}, with {@code Adoption} of what ended runs left) within a {@code
 * DegradingChunkStore}, which falls back to memory.
 *
 * <p>What becomes of the jobs of a worker that is killed: {@code Engine} tells {@code JobJournal}
 * of their beginnings and ends, which keeps an {@code OpenJob} for each in a {@code JobsFile}.
 * {@code Adoption} finds such a file as {@code LeftJobs}, and {@code JobRecovery}, on the supply
 * thread, has {@code CrashNotice} tell the end of each.
 *
 * <p>{@link io.emp.logging.fluent.Doctor} is a program beside all that: {@code Checkup} runs each
 * {@code Check}, which tells {@code Finding}s, each with its {@code Diagnosis}; {@code
 * DoctorReport} prints them. {@code EndpointCheck} sends by the senders above.
 */
@NullMarked
package io.emp.logging.fluent;

import org.jspecify.annotations.NullMarked;
