@NullMarked
package io.emp.examples.collector;

import org.jspecify.annotations.NullMarked;
