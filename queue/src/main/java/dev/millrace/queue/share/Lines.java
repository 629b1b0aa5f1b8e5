package dev.millrace.queue.share;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for a permit, in a line for each key. A free permit goes to the line whose
 * handlers hold the fewest, and no line holds all permits: one in eight, at least one, is left to
 * the others. So messages of a key whose handlers hang do not keep the others waiting. Messages
 * with an empty key have no limit. The cost per message does not depend on the number of messages.
 * Not thread-safe.
 *
 * @param <M> a message
 */
final class Lines<M> {

  private static final int LEFT_TO_OTHERS = 8;

  private final Function<M, String> key;
  private final int permits;
  private final int limit;
  private final Map<String, Line<M>> lines = new HashMap<>();

  /** Those with waiting messages; the one that got a permit last comes last. */
  private final Set<Line<M>> queued = new LinkedHashSet<>();

  private int waiting;
  private int running;

  private static final class Line<M> {

    private final int limit;
    private final Deque<M> waiting = new ArrayDeque<>();
    private int running;

    /** When a permit of this line was last taken or given back. */
    private long movedNanos;

    Line(int limit) {
      this.limit = limit;
    }

    boolean full() {
      return running >= limit;
    }

    boolean stuck(long nowNanos, Duration patience) {
      return full() && nowNanos - movedNanos >= patience.toNanos();
    }

    /** The number of messages to keep for the permits that return soon. */
    int keeps(long nowNanos, Duration hang) {
      return stuck(nowNanos, hang) ? 0 : limit;
    }
  }

  /**
   * @param key of a message, the same each time
   */
  Lines(int permits, Function<M, String> key) {
    this.key = key;
    this.permits = permits;
    this.limit = Math.max(permits - Math.max(permits / LEFT_TO_OTHERS, 1), 1);
  }

  int waiting() {
    return waiting;
  }

  int running() {
    return running;
  }

  /**
   * Whether a message is to return to the queue: its line is stuck and keeps as many already as
   * permits can return to it, or none, since its handlers hang.
   *
   * @param patience after which a line is stuck
   * @param hang after which its handlers count as hung, at least the patience
   */
  boolean refuses(M message, long nowNanos, Duration patience, Duration hang) {
    Line<M> line = lines.get(key.apply(message));
    return line != null
        && running < permits
        && line.stuck(nowNanos, patience)
        && line.waiting.size() >= line.keeps(nowNanos, hang);
  }

  /** The number of messages in stuck lines: they wait although a permit is free for others. */
  int blocked(long nowNanos, Duration patience) {
    return running < permits
        ? queued.stream()
            .filter(line -> line.stuck(nowNanos, patience))
            .mapToInt(line -> line.waiting.size())
            .sum()
        : 0;
  }

  /** Whether there is such a line, and a permit is free for others. */
  boolean anyStuck(long nowNanos, Duration patience) {
    return running < permits
        && lines.values().stream().anyMatch(line -> line.stuck(nowNanos, patience));
  }

  void add(M message) {
    Line<M> line = line(message);
    line.waiting.add(message);
    queued.add(line);
    waiting++;
  }

  private Line<M> line(M message) {
    return lines.computeIfAbsent(
        key.apply(message), name -> new Line<>(name.isEmpty() ? permits : limit));
  }

  /** Gives a free permit to the message whose turn it is; null when there is none. */
  @Nullable M next(long nowNanos) {
    @Nullable Line<M> next = running < permits ? withFewest() : null;
    if (next == null) {
      return null;
    }
    M message = next.waiting.remove();
    queued.remove(next);
    if (!next.waiting.isEmpty()) {
      queued.add(next);
    }
    next.running++;
    next.movedNanos = nowNanos;
    running++;
    waiting--;
    return message;
  }

  private @Nullable Line<M> withFewest() {
    @Nullable Line<M> fewest = null;
    for (Line<M> line : queued) {
      if (!line.full() && (fewest == null || line.running < fewest.running)) {
        fewest = line;
      }
    }
    return fewest;
  }

  /** Takes back the permit of a message. */
  void returned(M message, long nowNanos) {
    String name = key.apply(message);
    Line<M> line = Objects.requireNonNull(lines.get(name), "no permit to return");
    line.running--;
    line.movedNanos = nowNanos;
    running--;
    if (line.running == 0 && line.waiting.isEmpty()) {
      lines.remove(name);
    }
  }

  /** Removes all waiting messages. */
  List<M> drain() {
    List<M> drained = new ArrayList<>();
    List.copyOf(queued).forEach(line -> drained.addAll(drain(line, 0)));
    return drained;
  }

  /**
   * Removes the waiting messages of stuck lines that would be refused now, unless no permit is free
   * for others.
   */
  List<M> drainStuck(long nowNanos, Duration patience, Duration hang) {
    List<M> drained = new ArrayList<>();
    if (running < permits) {
      List.copyOf(queued).stream()
          .filter(line -> line.stuck(nowNanos, patience))
          .forEach(line -> drained.addAll(drain(line, line.keeps(nowNanos, hang))));
    }
    return drained;
  }

  /** Removes all but the first ones. */
  private List<M> drain(Line<M> line, int kept) {
    List<M> drained = new ArrayList<>();
    while (line.waiting.size() > kept) {
      drained.addFirst(line.waiting.removeLast());
    }
    if (line.waiting.isEmpty()) {
      queued.remove(line);
    }
    waiting -= drained.size();
    return drained;
  }
}
