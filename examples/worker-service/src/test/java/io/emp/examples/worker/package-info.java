@NullMarked
package io.emp.examples.worker;

import org.jspecify.annotations.NullMarked;
