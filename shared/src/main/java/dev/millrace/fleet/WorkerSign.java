package dev.millrace.fleet;

/**
 * The last sign of life of a worker.
 *
 * @param sinceSeconds since it started
 * @param inHand received messages that were not acknowledged yet
 * @param silentSeconds since this sign
 */
public record WorkerSign(String name, long sinceSeconds, long inHand, long silentSeconds) {

  /** Three signs in a row are missing, so the worker has probably ended without a clean stop. */
  private static final long SILENT = 3 * Heartbeats.EVERY.toSeconds();

  /** Whether signs are missing. */
  public boolean silent() {
    return silentSeconds > SILENT;
  }
}
