package dev.millrace.operation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A change by an operator.
 *
 * @param at by the database's clock
 * @param command such as {@code dlq redrive}
 * @param target such as {@code run 17} or the selected types
 * @param affected how many slices, messages, documents or buckets; null where one thing was changed
 */
public record Operation(
    Instant at, Operator operator, String command, String target, @Nullable Long affected) {

  static Operation read(ResultSet row) throws SQLException {
    return new Operation(
        row.getObject("at", LocalDateTime.class).toInstant(ZoneOffset.UTC),
        new Operator(row.getString("operator"), row.getString("because")),
        row.getString("command"),
        row.getString("target"),
        row.getObject("affected", Long.class));
  }
}
