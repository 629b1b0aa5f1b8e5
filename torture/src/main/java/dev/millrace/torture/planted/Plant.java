package dev.millrace.torture.planted;

import dev.millrace.queue.sqs.Delivery;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A fault in one of the protocols. */
public enum Plant {
  /** A revoked attempt may write and finish. */
  NO_FENCE,

  /** The fence holds the attempt no longer than itself, not until the batch is committed. */
  FENCE_BEFORE_TRANSACTION,

  /** A slice is claimed while another attempt has a part of its window. */
  OVERLAPPING_CLAIMS,

  /** A group does not look for attempts that are newer than its fetch. */
  GROUP_WITHOUT_NEWER_ATTEMPTS,

  /** A claim after a fetch does not look for attempts that are newer than this fetch. */
  CLAIM_WITHOUT_NEWER_ATTEMPTS,

  /** A group reads in one transaction and writes in another one. */
  GROUP_RELEASES_LOCKS,

  /** An attempt is done and its window is not covered. */
  FINISH_WITHOUT_COVERAGE,

  /** Counts change in a transaction of their own, shortly after the rows. */
  COUNT_OUTSIDE_TRANSACTION,

  /** The bucket that an event has left keeps counting it. */
  OLD_BUCKET_KEPT,

  /** A recount does not hold the rows of its buckets while it counts. */
  RECOUNT_WITHOUT_LOCK,

  /** A slice is split and its halves are not planned. */
  SPLIT_WITHOUT_HALVES,

  /** A message is deleted before its slice is imported. */
  DELETE_BEFORE_COMMIT;

  List<Edit> edits() {
    return switch (this) {
      case NO_FENCE -> List.of(Edit.nothing("dev.millrace.ledger.RevokedException", "check"));
      case FENCE_BEFORE_TRANSACTION ->
          List.of(
              Edit.commitAfter(
                  "dev.millrace.worker.ingest.BatchWriter",
                  "write",
                  "dev.millrace.database.Packet",
                  "send"));
      case OVERLAPPING_CLAIMS ->
          List.of(
              Edit.text(
                  "dev.millrace.ledger.Claiming",
                  "WHERE state = 'running' AND type = ? AND window_from",
                  "WHERE state = 'running' AND FALSE AND type = ? AND window_from"));
      case GROUP_WITHOUT_NEWER_ATTEMPTS ->
          List.of(
              Edit.text(
                  "dev.millrace.ledger.UnclaimedSlices",
                  "AND state <> 'running'",
                  "AND state <> 'running' AND FALSE"));
      case CLAIM_WITHOUT_NEWER_ATTEMPTS ->
          List.of(
              Edit.text(
                  "dev.millrace.ledger.Claiming",
                  "WHERE type = ? AND number > ?",
                  "WHERE FALSE AND type = ? AND number > ?"));
      case GROUP_RELEASES_LOCKS ->
          List.of(
              Edit.commitAfter(
                  "dev.millrace.worker.ingest.GroupTransaction",
                  "run",
                  "dev.millrace.database.Packet",
                  "send"));
      case FINISH_WITHOUT_COVERAGE ->
          List.of(Edit.nothing("dev.millrace.ledger.span.Coverage", "add"));
      case COUNT_OUTSIDE_TRANSACTION ->
          List.of(
              Edit.redirect(
                  "dev.millrace.worker.ingest.BatchWriter",
                  "dev.millrace.bucket.EventCounts",
                  "change",
                  LateCounts.class),
              Edit.redirect(
                  "dev.millrace.worker.ingest.GroupTransaction",
                  "dev.millrace.bucket.EventCounts",
                  "change",
                  LateCounts.class));
      case OLD_BUCKET_KEPT -> List.of(Edit.number("dev.millrace.worker.ingest.Batch", -1, 0));
      case RECOUNT_WITHOUT_LOCK ->
          List.of(
              Edit.nothing("dev.millrace.worker.bucket.RefreshTransaction", "lock"),
              Edit.first(
                  "dev.millrace.worker.bucket.RefreshTransaction", "write", Pause.class, "brief"));
      case SPLIT_WITHOUT_HALVES ->
          List.of(
              Edit.text(
                  "dev.millrace.ledger.WaitingSlices",
                  "VALUES (?, ?, ?, ?, 'planned', NOW(3), NOW(3), ?)",
                  "SELECT ?, ?, ?, ?, 'planned', NOW(3), NOW(3), ? FROM DUAL WHERE FALSE"));
      case DELETE_BEFORE_COMMIT ->
          List.of(
              Edit.first(
                  "dev.millrace.worker.ImportHandler",
                  "handle",
                  EarlyDelete.class,
                  "delete",
                  Delivery.class));
    };
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
                            String.join(
                                ", ", Arrays.stream(values()).map(Plant::option).toList()))));
  }
}
