package dev.millrace.torture.planted;

import dev.millrace.queue.sqs.Delivery;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A fault in one of the protocols. */
public enum Plant {
  /** A revoked attempt may write and finish. */
  NO_FENCE(Edit.nothing("dev.millrace.ledger.RevokedException", "check")),

  /** The fence holds the attempt no longer than itself, not until the batch is committed. */
  FENCE_BEFORE_TRANSACTION(
      Edit.commitAfter(
          "dev.millrace.worker.ingest.BatchWriter",
          "write",
          "dev.millrace.database.Packet",
          "send")),

  /** A slice is claimed while another attempt has a part of its window. */
  OVERLAPPING_CLAIMS(
      Edit.text(
          "dev.millrace.ledger.Claiming",
          "WHERE state = 'running' AND type = ? AND window_from",
          "WHERE state = 'running' AND FALSE AND type = ? AND window_from")),

  /** A group does not look for attempts that are newer than its fetch. */
  GROUP_WITHOUT_NEWER_ATTEMPTS(
      Edit.text(
          "dev.millrace.ledger.UnclaimedSlices",
          "AND state <> 'running'",
          "AND state <> 'running' AND FALSE")),

  /** A claim after a fetch does not look for attempts that are newer than this fetch. */
  CLAIM_WITHOUT_NEWER_ATTEMPTS(
      Edit.text(
          "dev.millrace.ledger.Claiming",
          "WHERE type = ? AND number > ?",
          "WHERE FALSE AND type = ? AND number > ?")),

  /** A group reads in one transaction and writes in another one. */
  GROUP_RELEASES_LOCKS(
      Edit.commitAfter(
          "dev.millrace.worker.ingest.GroupTransaction",
          "run",
          "dev.millrace.database.Packet",
          "send")),

  /** An attempt is done and its window is not covered. */
  FINISH_WITHOUT_COVERAGE(Edit.nothing("dev.millrace.ledger.span.Coverage", "add")),

  /** Counts change in a transaction of their own, shortly after the rows. */
  COUNT_OUTSIDE_TRANSACTION(
      Edit.redirect(
          "dev.millrace.worker.ingest.BatchWriter",
          "dev.millrace.bucket.EventCounts",
          "change",
          LateCounts.class),
      Edit.redirect(
          "dev.millrace.worker.ingest.GroupTransaction",
          "dev.millrace.bucket.EventCounts",
          "change",
          LateCounts.class)),

  /** The bucket that an event has left keeps counting it. */
  OLD_BUCKET_KEPT(Edit.number("dev.millrace.worker.ingest.Batch", -1, 0)),

  /** A recount does not hold the rows of its buckets while it counts. */
  RECOUNT_WITHOUT_LOCK(
      Edit.nothing("dev.millrace.worker.bucket.RefreshTransaction", "lock"),
      Edit.first(
          "dev.millrace.worker.bucket.RefreshTransaction", "write", Pause.class, "brief")),

  /** A slice is split and its halves are not planned. */
  SPLIT_WITHOUT_HALVES(
      Edit.text(
          "dev.millrace.ledger.Attempts",
          "VALUES (?, ?, ?, ?, 'planned', NOW(3), NOW(3), ?)",
          "SELECT ?, ?, ?, ?, 'planned', NOW(3), NOW(3), ? FROM DUAL WHERE FALSE")),

  /** A message is deleted before its slice is imported. */
  DELETE_BEFORE_COMMIT(
      Edit.first(
          "dev.millrace.worker.ImportHandler",
          "handle",
          EarlyDelete.class,
          "delete",
          Delivery.class));

  private final List<Edit> edits;

  Plant(Edit... edits) {
    this.edits = List.of(edits);
  }

  List<Edit> edits() {
    return edits;
  }

  /** Its name on the command line. */
  public String option() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The planted fault of that name.
   *
   * @throws IllegalArgumentException naming all when there is none
   */
  public static Plant of(String option) {
    return Arrays.stream(values())
        .filter(plant -> plant.option().equals(option))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no planted fault '%s'; there are %s"
                        .formatted(
                            option,
                            String.join(", ", Arrays.stream(values()).map(Plant::option).toList()))));
  }
}
