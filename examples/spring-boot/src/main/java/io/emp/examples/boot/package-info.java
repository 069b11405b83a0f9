/** A worker as a Spring Boot service; docs/setup.md explains it. */
@NullMarked
package io.emp.examples.boot;

import org.jspecify.annotations.NullMarked;
