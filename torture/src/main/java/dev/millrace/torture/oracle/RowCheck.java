package dev.millrace.torture.oracle;

import dev.millrace.torture.jdbc.Tables;
import dev.millrace.torture.jdbc.Tables.Row;
import dev.millrace.torture.source.Content;
import dev.millrace.torture.source.Content.Fate;
import dev.millrace.torture.source.Kind;
import dev.millrace.torture.source.Served;
import dev.millrace.torture.source.SourceDocument;
import dev.millrace.torture.source.World;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Each document against its rows. What is stored must be a version that the source held when it
 * gave the newest written answer for the cell of the document, or a later one.
 */
final class RowCheck {

  private static final String ROWS =
      """
      SELECT CAST(id AS CHAR) AS row_id,
        TIMESTAMPDIFF(MICROSECOND, '1970-01-01', occurred_at) DIV 1000 AS moment, t.*
      FROM %s t\
      """;

  private final Tables tables;
  private final World world;
  private final long from;
  private final boolean last;

  /**
   * @param from the first second that must be imported
   * @param last whether everything was imported again after the last change
   */
  RowCheck(Tables tables, World world, long from, boolean last) {
    this.tables = tables;
    this.world = world;
    this.from = from;
    this.last = last;
  }

  List<Violation> run(Kind kind) throws SQLException {
    String sql = ROWS.formatted(kind.table());
    List<Row> rows =
        kind.shared()
            ? tables.list(sql + " WHERE document_type = ?", kind.type())
            : tables.list(sql);
    Map<String, List<Row>> stored =
        rows.stream().collect(Collectors.groupingBy(row -> document(row.text("row_id"))));
    Set<String> rejected =
        tables
            .list(
                "SELECT CAST(document AS CHAR) AS id FROM millrace_rejected WHERE type = ?",
                kind.type())
            .stream()
            .map(row -> row.text("id"))
            .collect(Collectors.toCollection(HashSet::new));
    List<Violation> violations = new ArrayList<>();
    for (SourceDocument document : world.all(kind, from, Long.MAX_VALUE)) {
      check(document, stored, rejected, violations);
      stored.remove(document.id());
    }
    stored.keySet().removeIf(id -> id.startsWith(World.PROBE));
    stored.forEach(
        (id, left) ->
            violations.add(
                violation(
                    kind, left.getFirst().number("timestamp"), id + " is in no source", left)));
    return violations;
  }

  private static String document(String row) {
    int hash = row.indexOf('#');
    return hash < 0 ? row : row.substring(0, hash);
  }

  private void check(
      SourceDocument document,
      Map<String, List<Row>> stored,
      Set<String> rejected,
      List<Violation> violations) {
    long revision = last ? world.revision() : revision(document, stored);
    List<Row> rows = stored.getOrDefault(document.id(), List.of());
    boolean mayBeMissing = !document.isIn(revision);
    List<Content> versions =
        document.since(revision).stream().map(SourceDocument.Version::content).toList();
    boolean found =
        (mayBeMissing && rows.isEmpty())
            || versions.stream().anyMatch(version -> matches(document, version, rows));
    if (!found) {
      violations.add(
          violation(
              document.kind(),
              document.timestamp(),
              "%s has none of the contents that it had since revision %d: %s"
                  .formatted(document.id(), revision, versions),
              rows));
    }
    Set<Fate> fates = versions.stream().map(Content::fate).collect(Collectors.toSet());
    boolean isRejected = rejected.contains(document.id());
    if (!mayBeMissing && fates.equals(Set.of(Fate.REJECTED)) && !isRejected) {
      violations.add(
          violation(
              document.kind(),
              document.timestamp(),
              document.id() + " should be among the rejected documents",
              rows));
    } else if (isRejected && !fates.contains(Fate.REJECTED)) {
      violations.add(
          violation(
              document.kind(),
              document.timestamp(),
              document.id() + " is still among the rejected documents",
              rows));
    }
  }

  /** What the source held when it gave the newest written answer; -1 where none is known. */
  private long revision(SourceDocument document, Map<String, List<Row>> stored) {
    long cell = document.kind().cell();
    long end = document.timestamp() - Math.floorMod(document.timestamp(), cell) + cell;
    List<Row> probe = stored.getOrDefault(World.PROBE + (end - 1), List.of());
    if (probe.isEmpty()) {
      return -1;
    }
    Served served = world.served(probe.getFirst().number("amount"));
    return served == null ? -1 : served.revision();
  }

  private boolean matches(SourceDocument document, Content version, List<Row> rows) {
    List<ExpectedRow> expected =
        ExpectedRow.of(document.kind(), document.id(), document.timestamp(), version);
    Map<String, Row> byId = new HashMap<>();
    rows.forEach(row -> byId.put(row.text("row_id"), row));
    return expected.size() == rows.size()
        && expected.stream()
            .allMatch(
                row -> {
                  Row there = byId.get(row.id());
                  return there != null && row.matches(there, last);
                });
  }

  private static Violation violation(Kind kind, long second, String what, List<Row> rows) {
    return new Violation(
        "I1", what, kind.type(), second, rows.stream().map(row -> "row " + row).toList());
  }
}
