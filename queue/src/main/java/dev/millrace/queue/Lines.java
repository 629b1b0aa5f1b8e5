package dev.millrace.queue;

import dev.millrace.queue.sqs.Delivery;
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
 */
final class Lines {

  private static final int LEFT_TO_OTHERS = 8;

  private final Function<Delivery, String> key;
  private final int permits;
  private final int limit;
  private final Map<String, Line> lines = new HashMap<>();

  /** Those with waiting messages; the one that got a permit last comes last. */
  private final Set<Line> queued = new LinkedHashSet<>();

  private int waiting;
  private int running;

  private static final class Line {

    private final int limit;
    private final Deque<MessageContext> waiting = new ArrayDeque<>();
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
  }

  /**
   * @param key of a message, the same each time
   */
  Lines(int permits, Function<Delivery, String> key) {
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

  /** Whether a message would wait although a permit is free, as it has for the given time. */
  boolean stuck(MessageContext message, long nowNanos, Duration patience) {
    Line line = lines.get(key.apply(message.delivery()));
    return line != null && running < permits && line.stuck(nowNanos, patience);
  }

  /** Whether there is such a line, and a permit is free for others. */
  boolean anyStuck(long nowNanos, Duration patience) {
    return running < permits
        && lines.values().stream().anyMatch(line -> line.stuck(nowNanos, patience));
  }

  void add(MessageContext message) {
    Line line = line(message);
    line.waiting.add(message);
    queued.add(line);
    waiting++;
  }

  private Line line(MessageContext message) {
    return lines.computeIfAbsent(
        key.apply(message.delivery()), name -> new Line(name.isEmpty() ? permits : limit));
  }

  /** Gives a free permit to the message whose turn it is; null when there is none. */
  @Nullable MessageContext next(long nowNanos) {
    @Nullable Line next = running < permits ? withFewest() : null;
    if (next == null) {
      return null;
    }
    MessageContext message = next.waiting.remove();
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

  private @Nullable Line withFewest() {
    @Nullable Line fewest = null;
    for (Line line : queued) {
      if (!line.full() && (fewest == null || line.running < fewest.running)) {
        fewest = line;
      }
    }
    return fewest;
  }

  /** Takes back the permit of a message. */
  void returned(MessageContext message, long nowNanos) {
    String name = key.apply(message.delivery());
    Line line = Objects.requireNonNull(lines.get(name), "no permit to return");
    line.running--;
    line.movedNanos = nowNanos;
    running--;
    if (line.running == 0 && line.waiting.isEmpty()) {
      lines.remove(name);
    }
  }

  /** Removes all waiting messages. */
  List<MessageContext> drain() {
    List<MessageContext> drained = new ArrayList<>();
    List.copyOf(queued).forEach(line -> drained.addAll(drain(line)));
    return drained;
  }

  /** Removes the waiting messages of stuck lines, unless no permit is free for others. */
  List<MessageContext> drainStuck(long nowNanos, Duration patience) {
    List<MessageContext> drained = new ArrayList<>();
    if (running < permits) {
      List.copyOf(queued).stream()
          .filter(line -> line.stuck(nowNanos, patience))
          .forEach(line -> drained.addAll(drain(line)));
    }
    return drained;
  }

  private List<MessageContext> drain(Line line) {
    List<MessageContext> drained = List.copyOf(line.waiting);
    line.waiting.clear();
    queued.remove(line);
    waiting -= drained.size();
    return drained;
  }
}
