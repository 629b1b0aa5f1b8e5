package dev.millrace.worker.mapping.row;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a document in its type's table.
 *
 * @param document the document of the row
 * @param id the row's key: the document's own id, unless it may have many rows
 * @param timestamp when the API received the document, in unix seconds
 * @param occurredAt when it happened, in milliseconds; decides its bucket
 * @param values one per column of the definition, in that order, ready for JDBC's {@code
 *     setObject}: of the column's {@link dev.millrace.catalogue.value.ColumnType#javaType}, a
 *     LocalDateTime in UTC, or null
 */
public record Row(
    DocumentId document,
    DocumentId id,
    long timestamp,
    Instant occurredAt,
    List<@Nullable Object> values,
    ContentHash contentHash) {

  public Row {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  public static Row of(
      DocumentId document,
      DocumentId id,
      String version,
      long timestamp,
      Instant occurredAt,
      List<@Nullable Object> values) {
    return new Row(
        document,
        id,
        timestamp,
        occurredAt,
        values,
        RowHasher.hash(version, timestamp, occurredAt, values));
  }
}
