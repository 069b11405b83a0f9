package io.emp.logging.fluent;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * A program that looks whether the events of a service get to their collector, and says in plain
 * words what is wrong and what helps. It is run beside the service, with its class path and its
 * environment:
 *
 * <pre>{@code
 * java -cp <the service's class path> io.emp.logging.fluent.Doctor
 * }</pre>
 *
 * <p>It reads Logback's configuration, without starting any of it, and for each {@link
 * FluentAppender} in it sends one event ({@code event_type} {@code service_doctor}) to each
 * endpoint, with the code that the appender sends with. It takes no event from a buffer and no lock
 * from a service that runs. It prints no secret. {@code docs/doctor.md} has all findings.
 *
 * <p>Exit codes: 0 without problems, 1 with problems, 2 for wrong usage. It takes 30 seconds at the
 * most, unless told otherwise.
 */
public final class Doctor {

  private static final int PROBLEMS = 1;
  private static final int WRONG_USAGE = 2;

  private Doctor() {}

  /**
   * Runs it, and ends the JVM.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    keepLoggingOff();
    System.exit(run(List.of(args), System.getenv(), System.out, System.err));
  }

  /**
   * Whatever asks SLF4J for a logger here, a library that is used or a class that the configuration
   * names, would have Logback start the service's appenders a second time, in this process: these
   * would take over what waits in the service's buffer.
   */
  private static void keepLoggingOff() {
    System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    System.setProperty("slf4j.internal.verbosity", "ERROR");
  }

  static int run(
      List<String> args, Map<String, String> environment, PrintStream out, PrintStream err) {
    DoctorArguments arguments;
    try {
      arguments = DoctorArguments.parse(args);
    } catch (DoctorArguments.UsageException e) {
      err.println(e.getMessage());
      err.print(DoctorArguments.USAGE);
      return WRONG_USAGE;
    }
    if (arguments.help()) {
      out.print(DoctorArguments.USAGE);
      return 0;
    }
    try {
      DoctorReport report = new DoctorReport(new Checkup(arguments, environment).run());
      out.print(arguments.json() ? report.json() : report.text());
      out.flush();
      return report.hasProblems() ? PROBLEMS : 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return PROBLEMS;
    }
  }
}
