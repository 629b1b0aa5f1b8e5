package dev.millrace.torture;

import dev.millrace.torture.jdbc.Tables;
import dev.millrace.torture.jdbc.Tables.Row;
import dev.millrace.torture.oracle.Violation;
import dev.millrace.torture.traffic.Journal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a reader needs to find the cause of a violation. */
final class Evidence {

  private static final Duration AROUND = Duration.ofSeconds(6);
  private static final int MOST_FAULTS = 25;

  private static final String ATTEMPTS =
      """
      SELECT number, slice, CONCAT('[', window_from, ', ', window_to, ')') AS span, worker, state,
        CAST(started_at AS CHAR) AS started, CAST(ended_at AS CHAR) AS ended,
        UNIX_TIMESTAMP(started_at) * 1000 DIV 1 AS millis, fetched, inserted, updated, unchanged,
        filtered, rejected, error
      FROM (SELECT * FROM millrace_attempt WHERE type = ? AND window_from <= ? AND window_to > ?
        ORDER BY number DESC LIMIT 8) AS newest
      ORDER BY number\
      """;

  private final Tables tables;
  private final Journal journal;

  Evidence(Tables tables, Journal journal) {
    this.tables = tables;
    this.journal = journal;
  }

  /** Lines that describe it. */
  List<String> of(Violation violation) throws SQLException {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %s, second %d: %s"
            .formatted(violation.invariant(), violation.type(), violation.at(), violation.what()));
    violation.evidence().stream().limit(12).forEach(line -> lines.add("    " + line));
    List<Row> attempts = tables.list(ATTEMPTS, violation.type(), violation.at(), violation.at());
    lines.add("  attempts at this second:");
    attempts.forEach(row -> lines.add("    " + row));
    lines.add("  around the last two of them:");
    attempts.stream()
        .skip(Math.max(0, attempts.size() - 2))
        .map(row -> Instant.ofEpochMilli(row.number("millis")))
        .flatMap(at -> journal.between(at.minus(AROUND), at.plus(AROUND)).stream())
        .distinct()
        .limit(MOST_FAULTS)
        .forEach(entry -> lines.add("    " + entry));
    return lines;
  }
}
