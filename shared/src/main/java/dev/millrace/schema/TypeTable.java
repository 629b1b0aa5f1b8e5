package dev.millrace.schema;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.TableLayout;
import dev.millrace.catalogue.value.ColumnType;
import dev.millrace.database.Sql;
import dev.millrace.schema.SchemaPlan.Change;
import dev.millrace.schema.SchemaPlan.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The table of one type, or of several that share it, and the changes that make the existing one
 * fit.
 */
final class TypeTable {

  private static final String COPIES = "copies the table; writers wait until that is done";

  private static final String DOCUMENT_TYPE =
      "document_type VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL";

  private static final String DOCUMENT_ID = "document_id VARBINARY(64) NULL";

  private final String table;
  private final List<DocumentType> types;
  private final TableLayout layout;
  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();

  /**
   * @param types that share the table; they agree about it
   */
  TypeTable(List<DocumentType> types) {
    this.types = List.copyOf(types);
    this.table = types.getFirst().table();
    this.layout = types.getFirst().layout();
    types.stream()
        .flatMap(type -> type.mapping().columns().stream())
        .forEach(column -> columns.putIfAbsent(column.name().toLowerCase(Locale.ROOT), column));
  }

  /**
   * The changes that make the existing table fit.
   *
   * @param owner the type of all rows of a table that was not shared before
   */
  SchemaPlan fit(ExistingTable existing, String owner) {
    if (existing.isMissing()) {
      changes.add(new Change(create(), ""));
    } else if (!existing.missingOwn().isEmpty()) {
      refusals.add(
          new Refusal(
              ("the table %s was not created by Millrace, since it has no column %s; give %s"
                      + " another table")
                  .formatted(table, existing.missingOwn(), types.getFirst().name()),
              ""));
    } else {
      columns.values().forEach(column -> fit(column, existing));
      fitLayout(existing.layout(), owner);
    }
    return new SchemaPlan(changes, refusals);
  }

  private void fit(Column column, ExistingTable existing) {
    SqlType now = existing.typeOf(column);
    SqlType wanted = SqlType.of(column.type());
    if (now == null) {
      changes.add(new Change(alter("ADD COLUMN " + definition(column)), ""));
    } else if (!now.equals(wanted)) {
      String modify = alter("MODIFY COLUMN " + definition(column));
      if (now.widensTo(wanted)) {
        changes.add(new Change(modify, now.widensAtOnce(wanted) ? "" : COPIES));
      } else {
        refusals.add(
            new Refusal(
                "the column %s of %s is %s and would become %s, which may lose data"
                    .formatted(column.name(), table, now, wanted),
                modify));
      }
    }
  }

  private void fitLayout(TableLayout now, String owner) {
    if (layout.byDocument() && !now.byDocument()) {
      changes.add(
          new Change(
              alter("ADD COLUMN %s, ADD KEY document_id (document_id)".formatted(DOCUMENT_ID)),
              ""));
    }
    if (layout.byType() && !now.byType()) {
      changes.add(new Change(share(table, owner), COPIES));
    }
  }

  /** All existing rows get one type. */
  static String share(String table, String owner) {
    return "ALTER TABLE %s ADD COLUMN %s DEFAULT '%s', DROP PRIMARY KEY, ADD PRIMARY KEY (id, document_type)"
        .formatted(Sql.quote(table), DOCUMENT_TYPE, owner);
  }

  /**
   * Why a type cannot move to another table; empty if it stays, or leaves no rows behind.
   *
   * @param stored the type before
   */
  static Optional<Refusal> moved(Connection connection, DocumentType type, DocumentType stored)
      throws SQLException {
    if (stored.table().equals(type.table())
        || ExistingTable.read(connection, stored.table()).isMissing()
        || !ExistingTable.hasRows(connection, stored)) {
      return Optional.empty();
    }
    boolean free = ExistingTable.read(connection, type.table()).isMissing();
    return Optional.of(
        new Refusal(
            "%s moves to the table %s, so its rows in %s would no longer be counted"
                .formatted(type.name(), type.table(), stored.table()),
            free && !stored.layout().byType()
                ? "RENAME TABLE %s TO %s"
                    .formatted(Sql.quote(stored.table()), Sql.quote(type.table()))
                : "DELETE FROM %s%s, and import %s again"
                    .formatted(Sql.quote(stored.table()), stored.ownRows("WHERE"), type.name())));
  }

  private String create() {
    String mapped =
        columns.values().stream()
            .map(column -> "  %s,\n".formatted(definition(column)))
            .collect(Collectors.joining());
    return """
        CREATE TABLE %s (
          id VARBINARY(64) NOT NULL,
          timestamp BIGINT NOT NULL,
        %s\
          occurred_at DATETIME(3) NOT NULL,
          content_hash BINARY(16) NOT NULL,
          written_by BIGINT NOT NULL,
          written_at DATETIME(3) NOT NULL,
        %s%s\
          PRIMARY KEY (%s),
          KEY occurred_at (occurred_at)
        ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4"""
        .formatted(
            Sql.quote(table),
            mapped,
            layout.byDocument()
                ? "  %s,\n  KEY document_id (document_id),\n".formatted(DOCUMENT_ID)
                : "",
            layout.byType() ? "  %s,\n".formatted(DOCUMENT_TYPE) : "",
            layout.byType() ? "id, document_type" : "id");
  }

  private String alter(String change) {
    return "ALTER TABLE %s %s".formatted(Sql.quote(table), change);
  }

  private static String definition(Column column) {
    ColumnType type = column.type();
    return "%s %s NULL".formatted(Sql.quote(column.name()), type.sqlType());
  }
}
