/** The doctor as it is started in jars. */
package io.emp.examples.doctor;
