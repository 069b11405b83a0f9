package io.emp.examples.console;

import ch.qos.logback.classic.LoggerContext;
import io.emp.examples.worker.WorkerService;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import org.slf4j.LoggerFactory;

/**
 * The example worker with the console as its embedded collector, in one process. The console goes
 * on when the worker has done its jobs.
 */
final class WorkerCommand {

  private WorkerCommand() {}

  /**
   * Runs both. The collector's address must be known before anything logs, as the web server does
   * at its start: Logback reads it with its configuration.
   *
   * @param args the worker's
   */
  static int run(Settings settings, String[] args, PrintStream out)
      throws UsageException, IOException, SQLException, InterruptedException, ExecutionException {
    if (settings.forwardPort() == 0) {
      throw new UsageException(
          Option.CONSOLE_FORWARD_PORT + " is 0, but the worker has to know the port; give another");
    }
    System.setProperty("collector.host", settings.reachableAddress().getHostAddress());
    System.setProperty("collector.port", String.valueOf(settings.forwardPort()));
    try (Console console = Console.start(settings, Clock.systemUTC())) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(console), "stop"));
      console.tell(out);
      int exitCode = WorkerService.run(args);
      if (exitCode == 2) {
        return exitCode;
      }
      out.println("The console goes on until Control-C.");
      Console.awaitEnd();
    }
    return 0;
  }

  /** In this order, so that the console has the worker's last events. */
  private static void stop(Console console) {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    console.close();
  }
}
