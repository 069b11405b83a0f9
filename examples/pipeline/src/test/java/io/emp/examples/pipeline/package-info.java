/**
 * Runs the pipeline's files.
 *
 * <p>{@code Pipeline} starts the collectors that the PATH has, {@code Dash0StandIn} is what they
 * send to, {@code Worker} logs. Where a program is absent its tests are skipped; what can be said
 * of the files alone is tested everywhere.
 */
@NullMarked
package io.emp.examples.pipeline;

import org.jspecify.annotations.NullMarked;
