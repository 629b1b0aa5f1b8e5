package dev.millrace.ledger.order;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The row of a type in {@code millrace_type}, locked until the transaction ends. Every change of
 * slices, attempts or coverage of a type takes it first, so these changes are serialised and use
 * one order of locks. Batches do not take it.
 */
public final class TypeLock {

  private TypeLock() {}

  /** Locks the type and returns its definition's version; empty when there is no such type. */
  public static Optional<String> take(Connection connection, String type) throws SQLException {
    return LockedType.take(connection, type).map(LockedType::version);
  }
}
