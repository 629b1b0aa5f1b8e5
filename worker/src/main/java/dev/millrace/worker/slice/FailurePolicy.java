package dev.millrace.worker.slice;

/**
 * Decides what a failure means for its slice. Pure; {@code docs/how-it-works.md} contains it as a
 * table.
 */
final class FailurePolicy {

  /** Maximum consecutive splits after gateway time-outs, without an import in between. */
  static final int MOST_GATEWAY_SPLITS = 3;

  private FailurePolicy() {}

  static Verdict judge(FailedSlice slice) {
    return switch (slice.failure()) {
      case TAKEN_OVER -> Verdict.LOOK_AGAIN;
      case STOPPED -> Verdict.RETURN;
      case SOURCE_CLOSED, LOOKUP_UNAVAILABLE, HASH_KEY_MISSING, DATABASE_OUTAGE -> Verdict.WAIT;
      case TOOK_TOO_LONG, REFUSED_DATA, OTHER -> Verdict.COUNT;
      case QUOTA -> slice.retries() > 0 ? splitOrCount(slice) : Verdict.WAIT;
      case TOO_MANY, NO_FILE -> splitOrCount(slice);
      case NO_FILE_YET -> slice.divisible() ? Verdict.SPLIT : Verdict.AWAIT;
      case SOURCE_FAILS -> ofTheSource(slice);
      case GATEWAY_TIMEOUT -> splitsForGateway(slice) ? Verdict.SPLIT : ofTheSource(slice);
    };
  }

  /** Whether the verdict depends on the source's answer to a narrower request. */
  static boolean dependsOnAnswer(FailedSlice slice) {
    return judge(slice.withAnswer(true)) != judge(slice.withAnswer(false));
  }

  private static Verdict splitOrCount(FailedSlice slice) {
    return slice.divisible() ? Verdict.SPLIT : Verdict.COUNT;
  }

  /** A first failure may be an outage that has just ended. */
  private static Verdict ofTheSource(FailedSlice slice) {
    return slice.answered() && slice.retries() > 0 ? Verdict.COUNT : Verdict.WAIT;
  }

  private static boolean splitsForGateway(FailedSlice slice) {
    return slice.answered() && slice.divisible() && slice.gatewaySplits() < MOST_GATEWAY_SPLITS;
  }
}
