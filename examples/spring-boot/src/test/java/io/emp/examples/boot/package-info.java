@NullMarked
package io.emp.examples.boot;

import org.jspecify.annotations.NullMarked;
