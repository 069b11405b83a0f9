package io.emp.examples.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of a {@link ReadModel}, between its being loaded and its being saved. */
interface State {

  String key();

  /** True where the table has a row for the key. */
  boolean isStored();

  /** Its columns' values, in the order of the model's fields. */
  List<@Nullable Object> values();
}
