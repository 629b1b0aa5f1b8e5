package dev.millrace.ledger;

import static dev.millrace.ledger.SliceState.CANCELLED;
import static dev.millrace.ledger.SliceState.DEAD;
import static dev.millrace.ledger.SliceState.DONE;
import static dev.millrace.ledger.SliceState.PLANNED;
import static dev.millrace.ledger.SliceState.RUNNING;
import static dev.millrace.ledger.SliceState.SENT;
import static dev.millrace.ledger.SliceState.SPLIT;

import dev.millrace.database.Sql;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The updates that change the state of a slice, with the states from which they do. A slice in
 * another state is left as it is. The rows are locked, or the caller holds the lock of their type.
 */
public enum SliceChange {
  /** Its message was sent, again or for the first time. A running one stays as it is. */
  SENT_AGAIN(
      SENT,
      """
      UPDATE millrace_slice
      SET sent_at = NOW(3), reserved_until = NULL,
        state = CASE state WHEN 'planned' THEN 'sent' ELSE state END
      WHERE id IN (%s) AND\s""",
      PLANNED,
      SENT,
      RUNNING),

  /** A worker claims it. */
  CLAIMED(
      RUNNING,
      """
      UPDATE millrace_slice
      SET state = 'running', attempts = attempts + 1, sent_at = COALESCE(sent_at, NOW(3))
      WHERE id = ? AND\s""",
      PLANNED,
      SENT,
      RUNNING),

  /** A claim revoked its attempt. A crash counts from the claim, like a failure. */
  REVOKED(
      SENT,
      """
      UPDATE millrace_slice SET state = 'sent', sent_at = NOW(3), retries = retries + 1,
        first_failed_at = COALESCE(first_failed_at, NOW(3))
      WHERE id = ? AND\s""",
      RUNNING),

  /** The definition of its type, which the update names, was replaced. */
  DEFINITION_REPLACED(
      SENT,
      """
      UPDATE millrace_slice SET state = 'sent', sent_at = NOW(3), attempts = attempts - 1
      WHERE type = ? AND\s""",
      RUNNING),

  /** Its message is on the queue: the worker returns it. */
  RETURNED(
      SENT,
      """
      UPDATE millrace_slice
      SET state = 'sent', sent_at = NOW(3), error = ?, attempts = attempts - 1
      WHERE id = ? AND\s""",
      RUNNING),

  /** A failure counts from the claim; the first one starts the time of failing. */
  FAILED(
      PLANNED,
      """
      UPDATE millrace_slice
      SET state = 'planned', sent_at = NULL, not_before = NOW(3) + INTERVAL ? * 1000 MICROSECOND,
        error = ?, retries = retries + 1, first_failed_at = COALESCE(first_failed_at, NOW(3))
      WHERE id = ? AND\s""",
      RUNNING),

  /** Its attempt failed and does not count. */
  POSTPONED(
      PLANNED,
      """
      UPDATE millrace_slice
      SET state = 'planned', sent_at = NULL, not_before = NOW(3) + INTERVAL ? * 1000 MICROSECOND,
        error = ?, retries = retries + 1, attempts = attempts - 1
      WHERE id = ? AND\s""",
      RUNNING),

  /** Its file is not there yet, which is neither a failure nor a retry. */
  AWAITED(
      PLANNED,
      """
      UPDATE millrace_slice
      SET state = 'planned', sent_at = NULL, not_before = NOW(3) + INTERVAL ? * 1000 MICROSECOND,
        error = ?, attempts = attempts - 1
      WHERE id = ? AND\s""",
      RUNNING),

  /** The claim already counted the retry and the failure when it revoked the attempt. */
  CRASHED(
      PLANNED,
      """
      UPDATE millrace_slice
      SET state = 'planned', sent_at = NULL, not_before = NOW(3) + INTERVAL ? * 1000 MICROSECOND
      WHERE id = ? AND\s""",
      SENT,
      RUNNING),

  /** No attempt could succeed now. */
  NOT_TRIED(
      PLANNED,
      """
      UPDATE millrace_slice
      SET state = 'planned', sent_at = NULL, not_before = NOW(3) + INTERVAL ? * 1000 MICROSECOND,
        error = ?
      WHERE id = ? AND\s""",
      PLANNED,
      SENT),

  /** Its run is paused, or it is not due. */
  HELD_BACK(
      PLANNED,
      """
      UPDATE millrace_slice SET state = 'planned', sent_at = NULL
      WHERE id = ? AND\s""",
      PLANNED,
      SENT),

  /** The run that the update names is being paused. */
  TAKEN_BACK(
      PLANNED,
      """
      UPDATE millrace_slice SET state = 'planned', sent_at = NULL
      WHERE run = ? AND\s""",
      SENT),

  /** An operator redrives it, as if it were new. */
  REDRIVEN(
      PLANNED,
      """
      UPDATE millrace_slice
      SET state = 'planned', attempts = 0, retries = 0, first_failed_at = NULL,
        gateway_splits = 0, error = NULL,
        not_before = NOW(3), sent_at = NULL, ended_at = NULL, replays = replays + 1,
        announced = FALSE, reserved_until = NULL
      WHERE id = ? AND\s""",
      DEAD),

  IMPORTED(
      DONE,
      """
      UPDATE millrace_slice
      SET state = 'done', ended_at = NOW(3), definition_version = ?, error = NULL
      WHERE id = ? AND\s""",
      RUNNING),

  /** A group writes its documents without a claim of its own; the update takes a list of ids. */
  IMPORTED_UNCLAIMED(
      DONE,
      """
      UPDATE millrace_slice
      SET state = 'done', attempts = attempts + 1, definition_version = ?, error = NULL,
        sent_at = COALESCE(sent_at, NOW(3)), ended_at = NOW(3)
      WHERE id IN (%s) AND\s""",
      PLANNED,
      SENT),

  /** The window is imported as two halves. */
  HALVED(
      SPLIT,
      """
      UPDATE millrace_slice SET state = 'split', ended_at = NOW(3), error = ?
      WHERE id = ? AND\s""",
      RUNNING),

  EXHAUSTED(
      DEAD,
      """
      UPDATE millrace_slice SET state = 'dead', ended_at = NOW(3), error = ?
      WHERE id = ? AND\s""",
      PLANNED,
      SENT,
      RUNNING),

  /** A message of a cancelled run met it. */
  CANCELLED_UNCLAIMED(
      CANCELLED,
      """
      UPDATE millrace_slice SET state = 'cancelled', ended_at = NOW(3)
      WHERE id = ? AND\s""",
      PLANNED,
      SENT),

  CANCELLED_RUNNING(
      CANCELLED,
      """
      UPDATE millrace_slice SET state = 'cancelled', ended_at = NOW(3)
      WHERE id = ? AND\s""",
      RUNNING),

  /** A newer run imports its window; {@code ended_at} stays. */
  TAKEN_OVER(
      CANCELLED,
      """
      UPDATE millrace_slice SET state = 'cancelled', error = LEFT(CONCAT(?, error), 1000)
      WHERE id = ? AND\s""",
      DEAD),

  /** All open slices of a database whose queues are lost. */
  BROKEN_OFF(
      CANCELLED,
      """
      UPDATE millrace_slice
      SET state = 'cancelled', ended_at = NOW(3), error = 'the demo was broken off'
      WHERE\s""",
      PLANNED,
      SENT,
      RUNNING);

  private final SliceState to;

  @SuppressWarnings("ImmutableEnumChecker") // it is unmodifiable
  private final Set<SliceState> from;

  private final String sql;

  SliceChange(SliceState to, String update, SliceState first, SliceState... others) {
    this.to = to;
    this.from = Collections.unmodifiableSet(EnumSet.of(first, others));
    this.sql = update + to.from(from);
  }

  /** The state after it. */
  public SliceState to() {
    return to;
  }

  /** The states that it changes; in all others it affects nothing. */
  public Set<SliceState> from() {
    return from;
  }

  /** As SQL, with a parameter for each value. */
  public String sql() {
    return sql;
  }

  /** The same for several slices, of an update that takes a list of ids. */
  public String sql(int slices) {
    return sql.formatted(Sql.repeat("?", slices));
  }
}
