@NullMarked
package io.emp.examples.console;

import org.jspecify.annotations.NullMarked;
