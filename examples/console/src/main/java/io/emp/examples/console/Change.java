package io.emp.examples.console;

import java.util.Set;

/**
 * What a transaction has changed.
 *
 * @param jobs the jobs of which there are new events
 */
record Change(Set<String> jobs) {}
