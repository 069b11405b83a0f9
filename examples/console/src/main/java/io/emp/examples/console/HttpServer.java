package io.emp.examples.console;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.time.Duration;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A handler that listens on a port, with a bounded number of threads of its own. */
final class HttpServer implements AutoCloseable {

  private static final int MAX_THREADS = 24;
  private static final Duration IDLE = Duration.ofSeconds(60);

  private final Server server;
  private final ServerConnector connector;

  private HttpServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Starts to listen.
   *
   * @param option which one the port is of
   * @param port 0 for any that is free
   */
  static HttpServer start(Option option, InetAddress address, int port, Handler handler)
      throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 2);
    threads.setName(option.name());
    threads.setDaemon(true);
    Server server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
    connector.setHost(address.getHostAddress());
    connector.setPort(port);
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    server.setHandler(handler);
    server.setStopTimeout(0);
    HttpServer started = new HttpServer(server, connector);
    try {
      server.start();
      return started;
    } catch (Exception e) {
      started.close();
      if (e instanceof BindException || e.getCause() instanceof BindException) {
        throw inUse(option, port, e);
      }
      throw new IOException("The web server does not start: " + e.getMessage(), e);
    }
  }

  static IOException inUse(Option option, int port, Exception cause) {
    return new IOException("Port " + port + " is in use. Set " + option + " to another.", cause);
  }

  int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      // Its threads are daemons, and its port is closed.
    }
  }
}
