package dev.millrace.ledger.order;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.TableLayout;
import dev.millrace.database.Packet;
import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What the locked row of a type says about its definition. Documents that were mapped by an equal
 * one may be written.
 *
 * @param version of the definition
 * @param layout of its table
 */
public record LockedType(String version, TableLayout layout) {

  private static final String LOCK =
      """
      SELECT version, keyed_by_type, keyed_by_document FROM millrace_type
      WHERE type = ? FOR UPDATE""";

  /** Of a definition, to be compared with the stored one. */
  public static LockedType of(DocumentType type) {
    return new LockedType(type.version(), type.layout());
  }

  /** As {@link TypeLock#take}. */
  public static Optional<LockedType> take(Connection connection, String type) throws SQLException {
    return Sql.first(connection, LOCK, LockedType::read, type);
  }

  /** The same, in a packet: at most one row. */
  public static Packet.Answer<List<LockedType>> take(Packet packet, String type) {
    return packet.list(LOCK, LockedType::read, type);
  }

  private static LockedType read(ResultSet row) throws SQLException {
    return new LockedType(row.getString(1), new TableLayout(row.getBoolean(2), row.getBoolean(3)));
  }
}
