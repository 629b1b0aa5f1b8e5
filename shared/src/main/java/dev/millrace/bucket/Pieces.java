package dev.millrace.bucket;

import dev.millrace.time.Bucket;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Goes through a window in pieces of a second or so, newest first, and passes over the times in
 * which there is nothing.
 */
final class Pieces {

  /** Nine buckets, of which nobody knows how many events they hold. */
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
   * @param newest the start of the newest bucket of a window with something in it, or one before
   *     the window when there is nothing
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
