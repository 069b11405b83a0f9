package io.emp.examples.console;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Tells open pages that what they show has changed, by server-sent events. What has changed is not
 * sent: the page asks for its content anew, so that there is one place where it is made. A page is
 * told twice a second at the most, and one that does not read is not told until it has.
 */
final class LiveUpdates implements Consumer<Change>, AutoCloseable {

  static final int MAX_PAGES = 100;

  private static final long TICK_MILLIS = 500;

  /** So often a page is told without a change, since a job gets stuck without one. */
  private static final int TICKS_BETWEEN_SIGNS = 10;

  private static final String JOB = "job:";
  private static final String CHANGED = "event: changed\ndata: \n\n";
  private static final String SIGN = "event: sign\ndata: \n\n";

  private final Set<OpenPage> pages = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "live-updates");
            thread.setDaemon(true);
            return thread;
          });
  private int ticks;

  LiveUpdates() {
    var unused =
        ticker.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void accept(Change change) {
    for (OpenPage page : pages) {
      if (!page.topic.startsWith(JOB)
          || change.jobs().contains(page.topic.substring(JOB.length()))) {
        page.pending = true;
      }
    }
  }

  /**
   * Keeps a response open for a page.
   *
   * @param topic {@code job:} and an id for what is told of one job; else all that is told
   */
  void open(String topic, Response response, Callback callback) {
    if (pages.size() >= MAX_PAGES) {
      response.setStatus(503);
      response.write(true, utf8("too many pages are open"), callback);
      return;
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    OpenPage page = new OpenPage(topic, response, callback);
    pages.add(page);
    page.send("retry: 2000\n\n");
  }

  int openPages() {
    return pages.size();
  }

  private void tick() {
    boolean sign = ++ticks % TICKS_BETWEEN_SIGNS == 0;
    for (OpenPage page : pages) {
      if (page.pending) {
        // Before it is sent: a change that comes meanwhile is one to be told of again.
        page.pending = false;
        if (!page.send(CHANGED)) {
          page.pending = true;
        }
      } else if (sign) {
        page.send(SIGN);
      }
    }
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    pages.forEach(page -> page.callback.succeeded());
    pages.clear();
  }

  private final class OpenPage {

    private final String topic;
    private final Response response;
    private final Callback callback;
    private final AtomicBoolean writing = new AtomicBoolean();
    private volatile boolean pending;

    OpenPage(String topic, Response response, Callback callback) {
      this.topic = topic;
      this.response = response;
      this.callback = callback;
    }

    /** False where what was sent before is still on its way. */
    boolean send(String text) {
      if (!writing.compareAndSet(false, true)) {
        return false;
      }
      response.write(
          false, utf8(text), Callback.from(() -> writing.set(false), failure -> gone(failure)));
      return true;
    }

    private void gone(Throwable failure) {
      if (pages.remove(this)) {
        callback.failed(failure);
      }
    }
  }
}
