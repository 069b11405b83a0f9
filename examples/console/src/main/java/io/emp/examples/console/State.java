package io.emp.examples.console;

/** A row of a {@link ReadModel}, between its being loaded and its being saved. */
interface State {

  String key();

  /** True where the table has a row for the key. */
  boolean isStored();
}
