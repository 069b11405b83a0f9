package io.emp.logging.fluent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs all checks, several at once, within one deadline. What hangs then is left to its daemon
 * thread, and told. The findings are in the order of the checks, whichever was faster.
 */
final class Checkup {

  private static final int THREADS = 8;

  /** Of the whole time, what one wait for the network may take: several come one after another. */
  private static final int WAITS = 3;

  private final DoctorArguments arguments;
  private final Map<String, String> environment;
  private final long deadlineNanos;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, Checkup::thread);
  private final Set<String> secrets = new TreeSet<>();

  /**
   * A checkup, whose time begins now. It is run once.
   *
   * @param environment for the appenders and the identity
   */
  Checkup(DoctorArguments arguments, Map<String, String> environment) {
    this.arguments = arguments;
    this.environment = environment;
    this.deadlineNanos = System.nanoTime() + arguments.timeout().toNanos();
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "doctor");
    thread.setDaemon(true);
    return thread;
  }

  /** Takes the time of the arguments at the most. No finding has a secret. */
  List<Finding> run() throws InterruptedException {
    secrets.addAll(Secrets.of(new FluentProperties(), new FluentEnvironment(environment)));
    try {
      return findings().stream().map(this::masked).toList();
    } finally {
      threads.shutdownNow();
    }
  }

  private Finding masked(Finding finding) {
    return new Finding(
        finding.diagnosis(),
        Secrets.masked(finding.tried(), secrets),
        Secrets.masked(finding.seen(), secrets));
  }

  private List<Finding> findings() throws InterruptedException {
    ConfigurationCheck configuration = new ConfigurationCheck(arguments.config(), environment);
    List<Finding> all =
        new ArrayList<>(await(start("the configuration of Logback", configuration)));
    List<RunningCheck> running = new ArrayList<>();
    running.add(start("the worker's identity", new IdentityCheck(environment)));
    LogbackFile file = configuration.file();
    for (FluentAppender appender : configuration.appenders()) {
      secrets.addAll(appender.secrets());
      String name = String.valueOf(appender.getName());
      if (file != null) {
        running.add(
            start(
                "the way to appender " + name,
                new RouteCheck(file.context(), appender, arguments.loggerName())));
      }
      SettingsCheck settings = new SettingsCheck(appender);
      RunningCheck ofSettings = start("the settings of appender " + name, settings);
      running.add(ofSettings);
      await(ofSettings);
      FluentSettings made = settings.settings();
      if (made != null) {
        running.addAll(startAll(name, made));
      }
    }
    for (RunningCheck one : running) {
      all.addAll(await(one));
    }
    return all;
  }

  private List<RunningCheck> startAll(String name, FluentSettings settings) {
    List<RunningCheck> running = new ArrayList<>();
    running.add(
        start(
            "the buffer of appender " + name,
            new BufferCheck(name, settings.buffer(), BufferCheck.Storage.REAL)));
    Duration most = arguments.timeout().dividedBy(WAITS);
    for (Endpoint endpoint : settings.transport().endpoints()) {
      running.add(
          start(
              "one event of appender " + name + " to " + endpoint,
              new EndpointCheck(name, endpoint, settings, most)));
    }
    return running;
  }

  private RunningCheck start(String name, Check check) {
    return new RunningCheck(name, check, threads);
  }

  private List<Finding> await(RunningCheck check) throws InterruptedException {
    return check.await(deadlineNanos);
  }
}
