package io.emp.examples.console;

import java.util.Map;

/** What can be set, by the environment. */
enum Option {
  CONSOLE_HOST(
      "127.0.0.1",
      "the address that all ports listen on; `0.0.0.0` for every address of the machine"),
  CONSOLE_PORT("8686", "the page's port; 0 for any that is free"),
  CONSOLE_FORWARD_PORT("24224", "the port of the Forward input; 0 for any that is free"),
  CONSOLE_HTTP_PORT("8888", "the port of the HTTP input; 0 for any that is free, `off` for none"),
  CONSOLE_SHARED_KEY("", "what senders have to know to be admitted by the Forward input"),
  CONSOLE_NAMES(
      "",
      "names, with commas between them, by which browsers may ask for the page, besides `localhost`"),
  CONSOLE_DIRECTORY("console-data", "where the events are kept"),
  CONSOLE_MAX_EVENTS("2000000", "how many events are kept, 1000 or more; the oldest go first"),
  CONSOLE_MAX_MEGABYTES(
      "4096", "how large the database may become, 64 or more; the oldest events go first"),
  CONSOLE_STUCK_SECONDS(
      "60", "after how long without a sign of life an open job is stuck, 1 or more"),
  CONSOLE_QUERY_SECONDS("10", "how long a query of the SQL page may take, 1 or more");

  final String defaultValue;

  /** What the documentation says of it. */
  final String meaning;

  Option(String defaultValue, String meaning) {
    this.defaultValue = defaultValue;
    this.meaning = meaning;
  }

  /** What the environment says, else the default. */
  String in(Map<String, String> environment) {
    String value = environment.get(name());
    return value == null || value.isBlank() ? defaultValue : value.strip();
  }
}
