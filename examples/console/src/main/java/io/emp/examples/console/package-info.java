/**
 * A console for one machine: it collects events, keeps them, and shows jobs as they happen.
 *
 * <p>Its rooms, in the order in which an event passes through them:
 *
 * <ul>
 *   <li>receive: the collector's Forward input and {@code HttpInput} hand each message to {@code
 *       Intake}, and acknowledge it when it is stored
 *   <li>store: {@code StoreWriter} writes what has come together in one transaction, to the table
 *       {@code events} and to the read models; {@code Retention} takes out the oldest
 *   <li>read models: {@code JobState}, {@code WorkerState} and {@code RunState} are folded from the
 *       events of a transaction, and kept in tables of their own, so that a page need not read the
 *       events
 *   <li>pages: {@code WebHandler} serves a page for each question, made by {@code Pages} from a
 *       query's answer, and {@code LiveUpdates} says when to ask again
 * </ul>
 *
 * <p>{@code Console} puts them together. {@code QueryCommand} asks it from the command line, and
 * {@code WorkerCommand} runs the example worker in the same process.
 */
@NullMarked
package io.emp.examples.console;

import org.jspecify.annotations.NullMarked;
