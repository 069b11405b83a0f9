package io.emp.examples.console;

import io.emp.examples.collector.ForwardCollector;
import io.emp.examples.collector.ForwardSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The console: its parts, started in the order in which they need each other and stopped in the
 * other.
 *
 * <p>Started without arguments it collects and serves until it is ended. {@code query "select …"}
 * has a query answered, by the console that runs, or by its database where none does. {@code worker
 * …} runs the example worker too, see {@link WorkerCommand}.
 *
 * <p>Exit codes: 0 when it was ended, 1 when it cannot run or a query fails, 2 when what it was
 * told is wrong.
 */
public final class Console implements AutoCloseable {

  private static final int MAX_CONNECTIONS = 256;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private @Nullable HttpServer web;
  private @Nullable ForwardCollector forward;
  private @Nullable HttpServer http;

  private Console() {}

  /**
   * Runs the console.
   *
   * @param args none, or {@code query} and an SQL text, or {@code worker} and its arguments
   */
  public static void main(String[] args) throws Exception {
    int exitCode;
    try {
      Settings settings = Settings.of(System.getenv(), System.getProperty("console.directory"));
      exitCode = run(settings, args, System.out);
    } catch (UsageException e) {
      System.err.println(e.getMessage());
      System.err.println("Usage: Console [query <sql> | worker <arguments of WorkerService>]");
      exitCode = 2;
    } catch (IOException | SQLException e) {
      System.err.println(e.getMessage());
      exitCode = 1;
    }
    System.exit(exitCode);
  }

  private static int run(Settings settings, String[] args, PrintStream out)
      throws UsageException, IOException, SQLException, InterruptedException, ExecutionException {
    if (args.length > 0 && args[0].equals("worker")) {
      return WorkerCommand.run(settings, Arrays.copyOfRange(args, 1, args.length), out);
    }
    if (args.length == 2 && args[0].equals("query")) {
      return QueryCommand.run(settings, args[1], out, System.err);
    }
    if (args.length != 0) {
      throw new UsageException("Arguments that are not understood: " + String.join(" ", args));
    }
    try (Console console = start(settings, Clock.systemUTC())) {
      // Before it says that it is there: whoever reads that may end it.
      Runtime.getRuntime().addShutdownHook(new Thread(console::close, "stop"));
      console.tell(out);
      awaitEnd();
    }
    return 0;
  }

  /** Goes on until the process is told to end. */
  static void awaitEnd() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  /** Starts all parts. */
  static Console start(Settings settings, Clock clock) throws IOException, SQLException {
    Console console = new Console();
    try {
      console.startParts(settings, clock);
      return console;
    } catch (IOException | SQLException | RuntimeException e) {
      console.close();
      throw e;
    }
  }

  private void startParts(Settings settings, Clock clock) throws IOException, SQLException {
    Database database = part(Database.open(settings.directory()));
    Readers readers = part(new Readers(database));
    SqlRunner sql = part(new SqlRunner(database, settings.queryTime()));
    LiveUpdates live = part(new LiveUpdates());
    Intake intake = new Intake(clock, PATIENCE);
    Retention retention = new Retention(settings.maxEvents(), settings.maxBytes());
    StoreWriter writer = part(StoreWriter.start(database, intake, retention, live));
    Pages pages = new Pages(readers, sql, clock, settings.stuckAfter());
    HostRule hosts = new HostRule(settings.names());
    WebHandler handler = new WebHandler(pages, live, hosts, writer::trouble);
    web = part(HttpServer.start(Option.CONSOLE_PORT, settings.address(), settings.port(), handler));
    if (settings.httpPort() != null) {
      HttpInput input = new HttpInput(intake, clock);
      http =
          part(
              HttpServer.start(
                  Option.CONSOLE_HTTP_PORT, settings.address(), settings.httpPort(), input));
    }
    try {
      forward =
          part(
              ForwardCollector.start(
                  new ForwardSettings(
                      settings.address(),
                      settings.forwardPort(),
                      settings.sharedKey(),
                      MAX_CONNECTIONS),
                  intake::store));
    } catch (BindException e) {
      throw HttpServer.inUse(Option.CONSOLE_FORWARD_PORT, settings.forwardPort(), e);
    }
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.push(part);
    return part;
  }

  int port() {
    return web == null ? -1 : web.port();
  }

  int forwardPort() {
    return forward == null ? -1 : forward.port();
  }

  /** The port of the HTTP input; -1 where there is none. */
  int httpPort() {
    return http == null ? -1 : http.port();
  }

  void tell(PrintStream out) {
    out.println("Console:        http://localhost:" + port() + "/");
    out.println("Forward input:  port " + forwardPort());
    out.println("HTTP input:     " + (http == null ? "none" : "port " + httpPort()));
  }

  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        System.err.println("A part did not stop in good order: " + e);
      }
    }
  }
}
