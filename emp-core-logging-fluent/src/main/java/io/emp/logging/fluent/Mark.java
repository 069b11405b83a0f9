package io.emp.logging.fluent;

import java.util.Locale;

/** How bad a {@link Finding} is. Only a problem changes what the doctor exits with. */
enum Mark {
  OK,
  WARNING,
  PROBLEM;

  /** As it is printed. */
  final String text = name().toLowerCase(Locale.ROOT);
}
