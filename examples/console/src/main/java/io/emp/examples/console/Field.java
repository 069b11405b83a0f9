package io.emp.examples.console;

import java.sql.SQLException;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A column of a read model: what it is called, what a state has for it, and how a state takes it
 * from a row.
 *
 * @param <S> the state
 */
record Field<S>(String name, String type, Function<S, @Nullable Object> value, Loader<S> loader) {

  /** Sets a state's part from a row. */
  interface Loader<S> {
    void load(S state, Row row) throws SQLException;
  }

  /** What a state is known by, which it has before it is loaded. */
  static <S> Field<S> key(String name, Function<S, String> value) {
    return derived(name, "VARCHAR", value::apply);
  }

  /** What follows from other columns. */
  static <S> Field<S> derived(String name, String type, Function<S, @Nullable Object> value) {
    return new Field<>(name, type, value, (state, row) -> {});
  }

  static <S> Field<S> text(
      String name, Function<S, @Nullable String> value, BiConsumer<S, @Nullable String> set) {
    return new Field<>(
        name, "VARCHAR", value::apply, (state, row) -> set.accept(state, row.text(name)));
  }

  /** A text that is always there. */
  static <S> Field<S> required(String name, Function<S, String> value, BiConsumer<S, String> set) {
    return new Field<>(
        name, "VARCHAR", value::apply, (state, row) -> set.accept(state, row.required(name)));
  }

  static <S> Field<S> integer(
      String name, Function<S, @Nullable Long> value, BiConsumer<S, @Nullable Long> set) {
    return new Field<>(
        name, "BIGINT", value::apply, (state, row) -> set.accept(state, row.integer(name)));
  }

  /** An integer that is always there. */
  static <S> Field<S> count(String name, ToLongFunction<S> value, ObjLongConsumer<S> set) {
    return new Field<>(
        name, "BIGINT", value::applyAsLong, (state, row) -> set.accept(state, row.count(name)));
  }

  static <S> Field<S> number(
      String name, Function<S, @Nullable Double> value, BiConsumer<S, @Nullable Double> set) {
    return new Field<>(
        name, "DOUBLE", value::apply, (state, row) -> set.accept(state, row.number(name)));
  }

  static <S> Field<S> time(
      String name, Function<S, @Nullable Instant> value, BiConsumer<S, @Nullable Instant> set) {
    return new Field<>(
        name, "TIMESTAMP", value::apply, (state, row) -> set.accept(state, row.time(name)));
  }
}
