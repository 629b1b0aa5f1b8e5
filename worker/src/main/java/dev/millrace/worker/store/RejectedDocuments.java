package dev.millrace.worker.store;

import dev.millrace.database.Packet;
import dev.millrace.database.Sql;
import dev.millrace.worker.mapping.json.ReceivedAt;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
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
      Packet packet,
      String type,
      long slice,
      String definitionVersion,
      SortedMap<DocumentId, FetchedDocument> documents) {
    if (documents.isEmpty()) {
      return;
    }
    List<@Nullable Object> parameters = new ArrayList<>();
    for (FetchedDocument document : documents.values()) {
      if (!(document.outcome() instanceof Rejected rejected)) {
        throw new IllegalArgumentException(document.id() + " was not rejected");
      }
      parameters.add(type);
      parameters.add(document.id().bytes());
      parameters.add(slice);
      parameters.add(rejected.reason().name());
      parameters.add(cut(rejected.message()));
      parameters.add(cut(rejected.path()));
      parameters.add(definitionVersion);
      parameters.add(document.raw());
      parameters.add(ReceivedAt.of(document.raw()));
    }
    packet.update(KEEP + Sql.repeat(KEEP_ROW, documents.size()) + KEEP_NEWEST, parameters);
  }

  /** Whether the type has any, so that a batch can skip the search for them: 1 or 0. */
  public static Packet.Answer<List<Long>> any(Packet packet, String type) {
    return packet.list(ANY, row -> row.getLong(1), type);
  }

  /** Deletes the documents that can now be stored or are now filtered. */
  public static void forget(Packet packet, String type, Collection<DocumentId> ids) {
    if (ids.isEmpty()) {
      return;
    }
    List<@Nullable Object> parameters = new ArrayList<>();
    parameters.add(type);
    ids.forEach(id -> parameters.add(id.bytes()));
    packet.update(
        "DELETE FROM millrace_rejected WHERE type = ? AND document IN (%s)"
            .formatted(Sql.repeat("?", ids.size())),
        parameters);
  }

  private static String cut(String text) {
    return text.length() <= 500 ? text : text.substring(0, 500);
  }
}
