package io.emp.logging.fluent;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry as Java objects: maps, lists, {@code String}, {@code Long}, {@code BigInteger}, {@code
 * Double}, {@code Boolean}, {@code byte[]} and null. Of two values under one key the first is kept.
 */
final class RecordTree implements MessagePackReader.Visitor {

  private interface Container {
    void add(@Nullable Object value);
  }

  private final Deque<Container> open = new ArrayDeque<>();
  private final Deque<String> keys = new ArrayDeque<>();
  private Map<String, @Nullable Object> record = new LinkedHashMap<>();
  private long seconds;

  /** Of the last entry that was read. */
  long seconds() {
    return seconds;
  }

  /** The last record that was read. */
  Map<String, @Nullable Object> record() {
    return record;
  }

  @Override
  public void time(long seconds, int nanos) {
    this.seconds = seconds;
    open.clear();
    keys.clear();
  }

  @Override
  public void openMap() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    if (open.isEmpty()) {
      record = map;
    } else {
      value(map);
    }
    open.push(value -> map.putIfAbsent(keys.pop(), value));
  }

  @Override
  public void key(String key) {
    keys.push(key);
  }

  @Override
  public void closeMap() {
    open.pop();
  }

  @Override
  public void openArray() {
    List<@Nullable Object> list = new ArrayList<>();
    value(list);
    open.push(list::add);
  }

  @Override
  public void closeArray() {
    open.pop();
  }

  @Override
  public void text(String value) {
    value(value);
  }

  @Override
  public void binary(byte[] value) {
    value(value);
  }

  @Override
  public void integer(long value) {
    value(value);
  }

  @Override
  public void unsigned(long value) {
    value(new BigInteger(Long.toUnsignedString(value)));
  }

  @Override
  public void number(double value) {
    value(value);
  }

  @Override
  public void bool(boolean value) {
    value(value);
  }

  @Override
  public void nil() {
    value(null);
  }

  private void value(@Nullable Object value) {
    open.element().add(value);
  }
}
