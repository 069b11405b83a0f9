/**
 * What an event costs, beside the libraries that do part of the job, in one run on one machine.
 *
 * <p>{@link io.emp.examples.benchmarks.Benchmarks} is the command. It has JMH measure the encoding
 * ({@link io.emp.examples.benchmarks.JsonEncoding} and its like), and runs each {@link
 * io.emp.examples.benchmarks.Trial} of an appender in a JVM of its own, against a {@link
 * io.emp.examples.benchmarks.Sink} in the same process. Peers and ours take turns, and what counts
 * is the ratio of their medians.
 */
@NullMarked
package io.emp.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
