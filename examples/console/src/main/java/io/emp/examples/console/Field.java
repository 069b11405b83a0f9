package io.emp.examples.console;

/** A column of a read model. */
record Field(String name, String type) {

  static Field text(String name) {
    return new Field(name, "VARCHAR");
  }

  static Field integer(String name) {
    return new Field(name, "BIGINT");
  }

  static Field number(String name) {
    return new Field(name, "DOUBLE");
  }

  static Field time(String name) {
    return new Field(name, "TIMESTAMP");
  }
}
