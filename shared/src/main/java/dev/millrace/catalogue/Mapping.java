package dev.millrace.catalogue;

import dev.millrace.catalogue.value.JsonPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How documents become rows: which of them are kept, and in which columns.
 *
 * @param accept only documents with a value other than null here are kept; null keeps all
 * @param occurredAt the moment of the event, which is stored in {@link DocumentType#OCCURRED_AT}
 * @param each the array of which every element becomes a row; null where a document is one row
 * @param drop paths to personal data that is never kept, below {@code /data}; a segment {@code -}
 *     stands for every element of an array
 * @param columns of the rows, in their order
 */
public record Mapping(
    @Nullable JsonPath accept,
    OccurredAt occurredAt,
    @Nullable Each each,
    List<JsonPath> drop,
    List<Column> columns) {

  public Mapping {
    drop = List.copyOf(drop);
    columns = List.copyOf(columns);
  }

  /**
   * The paths of an origin from the document on; a segment {@code -} stands for every element of an
   * array.
   */
  public List<JsonPath> place(Origin origin) {
    return DocumentPaths.of(origin, each).toList();
  }

  /**
   * The paths of values that must only be stored as a keyed hash, from the document on; a segment
   * {@code -} stands for every element of an array.
   */
  public List<JsonPath> hashed() {
    return DocumentPaths.hashed(each, columns);
  }

  /** Whether one of its columns needs this lookup. */
  public boolean asks(Lookup lookup) {
    return columns.stream().anyMatch(column -> column.lookup() == lookup);
  }

  /** Whether buckets are chosen by the same moment as the coverage. */
  public boolean byIngestTime() {
    return occurredAt.from().equals(OccurredAt.INGEST_TIME.from());
  }
}
