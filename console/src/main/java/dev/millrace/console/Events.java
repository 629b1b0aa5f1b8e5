package dev.millrace.console;

import dev.millrace.operator.change.Signs;
import dev.millrace.operator.change.Topic;
import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream of server-sent events: says what has changed, never what it is now. The ledger is
 * asked once a second, however many pages listen, and not at all without one. Thread-safe.
 *
 * <ul>
 *   <li>{@code change}: topics, separated by commas; {@code time} once a minute, since much of what
 *       a page shows depends on the time
 *   <li>{@code alive}: every fifteen seconds
 *   <li>{@code unavailable}: the database does not answer, in a sentence; {@code alive} ends it
 * </ul>
 */
final class Events implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Events.class);

  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration ALIVE = Duration.ofSeconds(15);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** More listeners than a team has pages. */
  private static final int MOST_CLIENTS = 200;

  private final PageData data;
  private final LongSupplier nanoTime;
  private final Set<SseClient> clients = new CopyOnWriteArraySet<>();
  private final Thread watch =
      Thread.ofPlatform().daemon().name("console-events").unstarted(this::watch);

  private volatile boolean closed;

  /** Of that thread only, as the rest. */
  private @Nullable Signs last;

  private boolean unavailable;
  private long aliveAt;
  private long minuteAt;

  private Events(PageData data, LongSupplier nanoTime) {
    this.data = data;
    this.nanoTime = nanoTime;
    this.aliveAt = nanoTime.getAsLong();
    this.minuteAt = aliveAt;
  }

  static Events start(PageData data, LongSupplier nanoTime) {
    Events events = new Events(data, nanoTime);
    events.watch.start();
    return events;
  }

  /** Begins to tell a page what changes. */
  void add(SseClient client) {
    if (clients.size() >= MOST_CLIENTS) {
      client.sendEvent(
          "unavailable", "%d pages listen already; close some of them".formatted(MOST_CLIENTS));
      return;
    }
    client.keepAlive();
    client.onClose(() -> clients.remove(client));
    clients.add(client);
    client.sendEvent("alive", "yes");
    LockSupport.unpark(watch);
  }

  private void watch() {
    while (!closed) {
      try {
        if (clients.isEmpty()) {
          last = null;
        } else {
          look();
        }
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        LOG.error("changes cannot be reported to the pages", e);
      }
      LockSupport.parkNanos(PERIOD.toNanos());
    }
  }

  private void look() throws InterruptedException {
    try {
      Signs now = data.signs();
      Signs before = last;
      last = now;
      if (unavailable) {
        unavailable = false;
        send("alive", "yes");
        send("change", names(List.of(Topic.values())));
      } else if (before != null) {
        tell(now.changedSince(before));
      }
    } catch (RefusedException e) {
      unavailable = true;
      send("unavailable", String.valueOf(e.getMessage()));
    }
  }

  private void tell(Set<Topic> changed) {
    long now = nanoTime.getAsLong();
    boolean minute = now - minuteAt > MINUTE.toNanos();
    if (minute || !changed.isEmpty()) {
      String topics = names(changed);
      send("change", minute ? topics.isEmpty() ? "time" : topics + ",time" : topics);
    }
    if (minute) {
      minuteAt = now;
    }
    if (now - aliveAt > ALIVE.toNanos()) {
      aliveAt = now;
      send("alive", "yes");
    }
  }

  private static String names(Collection<Topic> topics) {
    return topics.stream().map(Topic::text).collect(Collectors.joining(","));
  }

  private void send(String event, String data) {
    for (SseClient client : clients) {
      client.sendEvent(event, data);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(watch);
    clients.forEach(SseClient::close);
  }
}
