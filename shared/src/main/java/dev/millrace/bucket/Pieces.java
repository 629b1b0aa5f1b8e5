package dev.millrace.bucket;

import dev.millrace.time.Bucket;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** Processes a window in pieces of about a second, newest first, and skips empty times. */
final class Pieces {

  /** Nine buckets, since their number of events is unknown. */
  private static final long NARROWEST = Duration.ofDays(1).toSeconds() / 32;

  private static final long WIDEST = Duration.ofDays(64).toSeconds();

  private final LongSupplier nanoTime;

  Pieces(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Hands on the pieces.
   *
   * @param whole on the edges of buckets
   * @param newest the start of the newest non-empty bucket of a window, or one before the window if
   *     all are empty
   */
  void forEach(Window whole, ToLongFunction<Window> newest, Consumer<Window> work) {
    Pace pace = new Pace(nanoTime, NARROWEST, NARROWEST, WIDEST);
    long to = whole.to();
    while (to > whole.from()) {
      long bucket = newest.applyAsLong(new Window(whole.from(), to));
      if (bucket < whole.from()) {
        return;
      }
      Window piece =
          new Window(
              Math.max(whole.from(), bucket - Math.floorMod(bucket, pace.size())),
              bucket + Bucket.SECONDS);
      work.accept(piece);
      pace.next();
      to = piece.from();
    }
  }
}
