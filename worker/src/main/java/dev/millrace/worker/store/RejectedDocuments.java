package dev.millrace.worker.store;

import dev.millrace.database.Sql;
import dev.millrace.ledger.Attempt;
import dev.millrace.worker.mapping.json.ReceivedAt;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Documents that were fetched but cannot be stored, with their reason and raw text. */
public final class RejectedDocuments {

  private static final String KEEP =
      """
      INSERT INTO millrace_rejected
        (type, document, slice, reason, message, path, definition_version, raw, received_at,
         first_seen, last_seen)
      VALUES\s""";

  private static final String KEEP_ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, NOW(3), NOW(3))";

  private static final String KEEP_NEWEST =
      """

      ON DUPLICATE KEY UPDATE slice = VALUES(slice), reason = VALUES(reason),
        message = VALUES(message), path = VALUES(path),
        definition_version = VALUES(definition_version), raw = VALUES(raw),
        received_at = VALUES(received_at), last_seen = NOW(3)""";

  private static final String ANY =
      "SELECT EXISTS (SELECT 1 FROM millrace_rejected WHERE type = ?)";

  private RejectedDocuments() {}

  /** Stores the documents with one statement, in key order. */
  public static void keep(
      Connection connection, Attempt attempt, SortedMap<DocumentId, FetchedDocument> documents)
      throws SQLException {
    if (documents.isEmpty()) {
      return;
    }
    List<@Nullable Object> parameters = new ArrayList<>();
    for (FetchedDocument document : documents.values()) {
      if (!(document.outcome() instanceof Rejected rejected)) {
        throw new IllegalArgumentException(document.id() + " was not rejected");
      }
      parameters.add(attempt.type());
      parameters.add(document.id().bytes());
      parameters.add(attempt.slice());
      parameters.add(rejected.reason().name());
      parameters.add(cut(rejected.message()));
      parameters.add(cut(rejected.path()));
      parameters.add(attempt.definitionVersion());
      parameters.add(document.raw());
      parameters.add(ReceivedAt.of(document.raw()));
    }
    Sql.update(
        connection,
        KEEP + Sql.repeat(KEEP_ROW, documents.size()) + KEEP_NEWEST,
        parameters.toArray());
  }

  /** Whether the type has any, so that a batch can skip the search for them. */
  public static boolean any(Connection connection, String type) throws SQLException {
    return Sql.number(connection, ANY, type) > 0;
  }

  /** Deletes the documents that can now be stored or are now filtered. */
  public static void forget(Connection connection, String type, Collection<DocumentId> ids)
      throws SQLException {
    if (ids.isEmpty()) {
      return;
    }
    Object[] parameters = new Object[ids.size() + 1];
    parameters[0] = type;
    int i = 1;
    for (DocumentId id : ids) {
      parameters[i++] = id.bytes();
    }
    Sql.update(
        connection,
        "DELETE FROM millrace_rejected WHERE type = ? AND document IN (%s)"
            .formatted(Sql.repeat("?", ids.size())),
        parameters);
  }

  private static String cut(String text) {
    return text.length() <= 500 ? text : text.substring(0, 500);
  }
}
