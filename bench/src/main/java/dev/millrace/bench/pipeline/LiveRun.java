package dev.millrace.bench.pipeline;

import dev.millrace.bench.pipeline.source.Load.Slices;
import dev.millrace.database.Database;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Sends slices one at a time at a steady rate, and looks for the count of each in the meantime. A
 * document appears when its slice is about to be planned or sent.
 */
final class LiveRun {

  private static final long INTERVAL = Duration.ofMillis(100).toNanos();
  private static final long LOOK_MILLIS = 5;
  private static final long LONGEST = Duration.ofMinutes(2).toNanos();

  private final Contender contender;
  private final Slices slices;
  private final Expected expected;

  /** When the documents of a bucket appeared. */
  private final Map<Long, Long> appeared = new HashMap<>();

  private final List<Double> lags = new ArrayList<>();

  /**
   * @param slices each within a bucket of its own
   */
  LiveRun(Contender contender, Slices slices, Expected expected) {
    this.contender = contender;
    this.slices = slices;
    this.expected = expected;
  }

  /** The milliseconds from the appearance of documents to their count, of each bucket. */
  List<Double> run(Database monitor) throws InterruptedException {
    long begun = System.nanoTime();
    Thread sender = Thread.ofPlatform().name("sends slices").start(() -> send(begun));
    while (lags.size() < slices.windows().size()) {
      look(monitor);
      if (System.nanoTime() - begun > LONGEST) {
        throw new IllegalStateException(
            "%s counted only %d of %d slices"
                .formatted(contender.name(), lags.size(), slices.windows().size()));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    sender.join();
    return lags;
  }

  private void send(long begun) {
    try {
      for (int i = 0; i < slices.windows().size(); i++) {
        Window window = slices.windows().get(i);
        TimeUnit.NANOSECONDS.sleep(begun + i * INTERVAL - System.nanoTime());
        synchronized (appeared) {
          appeared.put(window.from(), System.nanoTime());
        }
        contender.send(List.of(window));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Database monitor) {
    Map<Long, Long> counts = Expected.buckets(monitor);
    long now = System.nanoTime();
    synchronized (appeared) {
      appeared
          .entrySet()
          .removeIf(
              entry -> {
                boolean counted =
                    Objects.equals(
                        expected.buckets().get(entry.getKey()), counts.get(entry.getKey()));
                if (counted) {
                  lags.add((now - entry.getValue()) / 1e6);
                }
                return counted;
              });
    }
  }
}
