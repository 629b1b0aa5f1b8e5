package dev.millrace.worker.slice;

import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.plan.Dispatcher;
import dev.millrace.queue.sqs.SendFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Splits slices and sends the halves. Thread-safe. */
public final class Splits {

  private static final Logger log = LoggerFactory.getLogger(Splits.class);

  private final Attempts attempts;
  private final Dispatcher dispatcher;

  public Splits(Attempts attempts, Dispatcher dispatcher) {
    this.attempts = attempts;
    this.dispatcher = dispatcher;
  }

  /**
   * Splits the slice of an attempt.
   *
   * @param gatewaySplits the number of consecutive splits after gateway time-outs that lead to the
   *     halves
   * @param grain the seconds below which it is not cut
   */
  void split(Attempt attempt, String reason, int gatewaySplits, long grain) {
    attempts.split(attempt, reason, gatewaySplits, grain);
    log.info("{} {} is split: {}", attempt.type(), attempt.window(), reason);
    try {
      dispatcher.sendDue();
    } catch (SdkException | SendFailedException e) {
      log.warn("halves not sent; the next sweep will send them: {}", e.getMessage());
    }
  }
}
