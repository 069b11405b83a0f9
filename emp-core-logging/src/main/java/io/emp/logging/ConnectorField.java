package io.emp.logging;

import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** A field of a connector's set: its name in a record, and what a span gets of it. */
record ConnectorField(String name, boolean isRecommended, OnSpan span) {

  /** Gives a span the attributes that a value makes: {@code String}, {@code Long}, or such. */
  interface OnSpan {
    void put(Object value, BiConsumer<String, Object> attributes);
  }

  ConnectorField recommended() {
    return new ConnectorField(name, true, span);
  }

  ConnectorField onSpan(String attribute) {
    return onSpan((value, attributes) -> attributes.accept(attribute, value));
  }

  ConnectorField onSpan(OnSpan form) {
    return new ConnectorField(name, isRecommended, form);
  }

  /** For a value that the attribute cannot have though the record can. */
  ConnectorField notWhere(Predicate<Object> refused) {
    return onSpan(
        (value, attributes) -> {
          if (!refused.test(value)) {
            span.put(value, attributes);
          }
        });
  }

  /** For a map: an attribute has no such type, and its names would be without bound. */
  ConnectorField notOnSpan() {
    return onSpan((value, attributes) -> {});
  }
}
