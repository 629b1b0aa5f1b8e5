package dev.millrace.operator.change;

import java.util.Locale;

/** A part of what operators see, with a query whose answer differs after most of its changes. */
public enum Topic {
  /** Slices and attempts, and so documents, counts and coverage. */
  SLICES(
      """
      SELECT CONCAT_WS('/', (SELECT MAX(number) FROM millrace_attempt),
        (SELECT CONCAT(COUNT(*), '/', COALESCE(SUM(number), 0)) FROM millrace_attempt
          WHERE state = 'running'),
        (SELECT MAX(id) FROM millrace_slice),
        (SELECT COUNT(*) FROM (SELECT 1 FROM millrace_slice WHERE state = 'dead' LIMIT 1000) d))\
      """),
  /** Runs: planned, ended, paused, resumed, cancelled. */
  RUNS(
      """
      SELECT CONCAT_WS('/', (SELECT MAX(id) FROM millrace_run), COUNT(*),
        SUM(CRC32(CONCAT(id, state)))) FROM millrace_run WHERE ended_at IS NULL\
      """),
  /** Rejected documents. */
  REJECTED("SELECT MAX(last_seen) FROM millrace_rejected_document"),
  /** Definitions and exclusions. */
  TYPES(
      """
      SELECT CONCAT_WS('/', COUNT(*), MAX(applied_at), (SELECT COUNT(*) FROM millrace_exclusion),
        (SELECT MAX(id) FROM millrace_exclusion)) FROM millrace_type\
      """),
  /** Stale buckets, of which a sweep counts the oldest first. */
  BUCKETS("SELECT CONCAT_WS('/', MIN(number), MAX(number)) FROM millrace_stale_bucket"),
  /** Workers that come and go, and sources that fail. */
  FLEET(
      """
      SELECT CONCAT_WS('/', COUNT(*), SUM(CRC32(name)),
        (SELECT CONCAT_WS('/', COUNT(failing_since), MAX(blocked_until))
          FROM millrace_source_type)) FROM millrace_worker\
      """);

  private final String sign;

  Topic(String sign) {
    this.sign = sign;
  }

  /** Its spelling for readers. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  String sign() {
    return sign;
  }
}
