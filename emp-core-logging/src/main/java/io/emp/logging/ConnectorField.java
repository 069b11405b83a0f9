package io.emp.logging;

import org.jspecify.annotations.Nullable;

/**
 * A field of a connector's set: its name in a record, and on a span.
 *
 * @param spanName null where a span does not get it, or gets its parts
 */
record ConnectorField(String name, boolean isRecommended, @Nullable String spanName) {

  ConnectorField recommended() {
    return new ConnectorField(name, true, spanName);
  }

  ConnectorField onSpan(String attribute) {
    return new ConnectorField(name, isRecommended, attribute);
  }

  /** For a map: an attribute has no such type, and its names would be without bound. */
  ConnectorField notOnSpan() {
    return new ConnectorField(name, isRecommended, null);
  }
}
