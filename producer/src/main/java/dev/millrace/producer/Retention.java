package dev.millrace.producer;

import java.time.Duration;

/**
 * How long the sweep keeps what nothing needs any more.
 *
 * @param rejected rejected documents, since their last rejection
 * @param ledger slices and attempts, since the end of their run; at least as long as rejected
 *     documents, whose slices a replay may need
 */
public record Retention(Duration rejected, Duration ledger) {

  public Retention {
    ledger = ledger.compareTo(rejected) < 0 ? rejected : ledger;
  }
}
