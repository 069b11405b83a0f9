/**
 * A small collector that speaks the server's side of Fluentd's Forward protocol, for examples and
 * tests.
 */
@NullMarked
package io.emp.examples.collector;

import org.jspecify.annotations.NullMarked;
