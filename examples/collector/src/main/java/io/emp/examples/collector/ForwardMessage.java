package io.emp.examples.collector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message, decoded and checked.
 *
 * @param chunk what the client wants back as the acknowledgement; null where it asks for none
 */
record ForwardMessage(List<CollectedEvent> events, @Nullable String chunk) {}
