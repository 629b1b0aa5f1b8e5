package dev.millrace.queue;

import java.util.Objects;
import java.util.function.Function;

/** Runs a handler. */
final class HandlerRun {

  private HandlerRun() {}

  /**
   * Runs the handler on the current thread. Never throws, and clears the interrupt flag: an
   * interrupt during the run is meant for the handler.
   *
   * @param failed the outcome of a message whose handler threw or returned nothing
   */
  static Outcome run(Handler handler, MessageContext message, Function<Throwable, Outcome> failed) {
    message.begin(Thread.currentThread());
    try {
      return Objects.requireNonNull(
          handler.handle(message.delivery(), message), "the handler returned no outcome");
    } catch (Throwable e) {
      return failed.apply(e);
    } finally {
      message.end();
      Thread.interrupted();
    }
  }
}
