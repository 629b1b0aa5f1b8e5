package dev.millrace.bench.contender;

import java.time.Duration;

/**
 * The same parameters for every contender.
 *
 * @param inFlight messages that may be in flight at once
 * @param waits whether the handler waits for anything, or returns at once
 */
public record Assignment(
    String endpoint, String region, String queueUrl, int inFlight, boolean waits) {

  /** How long a receive waits. A backlog never lets it wait; at a stop it does. */
  static final Duration POLL_WAIT = Duration.ofSeconds(1);

  static final Duration VISIBILITY = Duration.ofSeconds(60);

  /** How long running handlers may take at a stop. */
  static final Duration GRACE = Duration.ofSeconds(5);

  /** SQS gives at most ten messages at a time. */
  static final int BATCH = 10;

  /** Concurrent receives needed for that number of messages in flight. */
  int pollers() {
    return Math.ceilDiv(inFlight, BATCH);
  }
}
