@NullMarked
package io.emp.examples.tracks;

import org.jspecify.annotations.NullMarked;
