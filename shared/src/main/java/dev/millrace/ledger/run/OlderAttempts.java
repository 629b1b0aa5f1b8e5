package dev.millrace.ledger.run;

import dev.millrace.database.Sql;
import dev.millrace.ledger.SliceChange;
import dev.millrace.ledger.order.TypeLock;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The attempts of a type that run under a replaced definition. They end in the transaction that
 * stores the new one, and write nothing after it; their slices wait for their next message, and the
 * attempts do not count as failures.
 */
public final class OlderAttempts {

  private static final String ATTEMPTS =
      """
      UPDATE millrace_attempt
      SET state = 'revoked', ended_at = NOW(3), error = 'the definition of the type has changed'
      WHERE type = ? AND state = 'running'""";

  private OlderAttempts() {}

  /** Ends them; waits for their open batches. Locks the type first. */
  public static void end(Connection connection, String type) throws SQLException {
    TypeLock.take(connection, type);
    Sql.update(connection, SliceChange.DEFINITION_REPLACED.sql(), type);
    Sql.update(connection, ATTEMPTS, type);
  }
}
