package io.emp.logging.fluent;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Sends to the first of several collectors that takes anything, in the order in which they are
 * preferred. While on another than the first, it tries those before it now and then.
 */
final class FailoverSender implements ChunkSender {

  private static final Duration FIRST_RETURN = Duration.ofSeconds(30);
  private static final Duration LONGEST_RETURN = Duration.ofMinutes(5);

  private final List<ChunkSender> senders;
  private final EngineClock clock;

  /** Index of the one that is tried first. */
  private int current;

  /** When those before the current one are tried again, and how long that is from the last time. */
  private long returnAt;

  private Duration pause = FIRST_RETURN;
  private volatile ChunkSender using;

  /**
   * Takes over the senders.
   *
   * @param senders one at least, the preferred one first
   */
  FailoverSender(List<ChunkSender> senders, EngineClock clock) {
    this.senders = List.copyOf(senders);
    this.clock = clock;
    this.using = this.senders.get(0);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A collector that cannot be reached costs no batch: the next one is tried in the same call. A
   * refusal is thrown, since it may lie in the batch; the next call begins with the next collector,
   * since it may lie in this one as well.
   *
   * @throws IOException where none could be reached; says why, of each
   */
  @Override
  public void send(Batch batch) throws IOException {
    if (current > 0 && clock.nanoTime() - returnAt >= 0 && returned(batch)) {
      return;
    }
    Map<String, IOException> failures = new LinkedHashMap<>();
    int start = current;
    for (int i = 0; i < senders.size(); i++) {
      int index = (start + i) % senders.size();
      try {
        use(index).send(batch);
        settle(index);
        return;
      } catch (RefusedException e) {
        if (!e.isTooLarge()) {
          settle((index + 1) % senders.size());
        }
        throw e;
      } catch (IOException e) {
        failures.put(senders.get(index).target(), e);
      }
    }
    use(current);
    throw ofAll(failures);
  }

  /** Tries the preferred ones; whatever becomes of it, another can have the batch afterwards. */
  private boolean returned(Batch batch) {
    for (int index = 0; index < current; index++) {
      try {
        use(index).send(batch);
        settle(index);
        return true;
      } catch (IOException e) {
        // As expected: it had failed before. The one in use goes on, and is the one to be told of.
      }
    }
    pause = min(pause.multipliedBy(2), LONGEST_RETURN);
    returnAt = clock.nanoTime() + pause.toNanos();
    return false;
  }

  private ChunkSender use(int index) {
    ChunkSender sender = senders.get(index);
    using = sender;
    return sender;
  }

  private void settle(int index) {
    if (index == current) {
      return;
    }
    if (current == 0 || index == 0) {
      pause = FIRST_RETURN;
    }
    current = index;
    returnAt = clock.nanoTime() + pause.toNanos();
  }

  private static IOException ofAll(Map<String, IOException> failures) {
    IOException all =
        new IOException(
            failures.entrySet().stream()
                .map(failure -> failure.getKey() + ": " + failure.getValue().getMessage())
                .collect(Collectors.joining("; ")));
    failures.values().forEach(all::addSuppressed);
    return all;
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /** The one in use. */
  @Override
  public String target() {
    return using.target();
  }

  @Override
  public void close() {
    senders.forEach(ChunkSender::close);
  }
}
