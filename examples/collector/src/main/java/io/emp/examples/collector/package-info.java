/**
 * A collector to run inside an example or a test: it takes events over the Forward protocol, as
 * Fluentd does, and hands them to a consumer.
 *
 * <p>{@link io.emp.examples.collector.ForwardCollector} listens and keeps the counts, a {@code
 * Connection} serves one client after a {@code ServerHandshake} where there is a shared key, a
 * {@code ForwardDecoder} reads its messages with a {@code ValueReader}. {@link
 * io.emp.examples.collector.EventPrinter} is a consumer that prints: {@code EventLine} says what
 * stands in a line, {@code SafeText} how a value is written in it.
 */
@NullMarked
package io.emp.examples.collector;

import org.jspecify.annotations.NullMarked;
